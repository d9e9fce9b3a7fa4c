// SPDX-License-Identifier: Apache-2.0

/**
 * Shows that the tests of the promises would notice: breaks one promise at a time, in a copy of one class, and sees its
 * test turn red. Production code knows nothing of it. {@link dev.milena.sabotage.Sabotages} is the list.
 */
@NullMarked
package dev.milena.sabotage;

import org.jspecify.annotations.NullMarked;
