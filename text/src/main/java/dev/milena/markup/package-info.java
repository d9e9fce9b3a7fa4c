// SPDX-License-Identifier: Apache-2.0

/**
 * Formats of texts with markup: what of them people read, what are marks, how they spell characters. A text is never written
 * anew: its marks stay where they stand or, within a sentence, move as a whole. Nothing in it is loaded or run.
 */
@NullMarked
package dev.milena.markup;

import org.jspecify.annotations.NullMarked;
