// SPDX-License-Identifier: Apache-2.0

/** Fakes that tests of several modules share. */
@NullMarked
package dev.milena.testing;

import org.jspecify.annotations.NullMarked;
