// SPDX-License-Identifier: Apache-2.0

/** Faults that are planted in the library, and tests with the kit that turn red over them. */
@NullMarked
package dev.milena.testkit.faults;

import org.jspecify.annotations.NullMarked;
