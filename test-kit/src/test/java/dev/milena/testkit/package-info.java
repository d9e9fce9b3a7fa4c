// SPDX-License-Identifier: Apache-2.0

/** The kit's own tests, and what a user's tests look like. */
@NullMarked
package dev.milena.testkit;

import org.jspecify.annotations.NullMarked;
