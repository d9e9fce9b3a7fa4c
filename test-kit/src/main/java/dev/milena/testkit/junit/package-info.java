// SPDX-License-Identifier: Apache-2.0

/** The driver as an extension of JUnit Jupiter. The only package of the kit that needs JUnit. */
@NullMarked
package dev.milena.testkit.junit;

import org.jspecify.annotations.NullMarked;
