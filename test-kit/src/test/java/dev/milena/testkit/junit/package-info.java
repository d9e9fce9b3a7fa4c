// SPDX-License-Identifier: Apache-2.0

/** The extension of JUnit, as a test uses it. */
@NullMarked
package dev.milena.testkit.junit;

import org.jspecify.annotations.NullMarked;
