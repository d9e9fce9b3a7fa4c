// SPDX-License-Identifier: Apache-2.0

/**
 * Where a text is divided: lines, list items, sentences, and, of sentences that are too long, clauses, words, characters.
 * Rules and languages only: no model, no limits of a model. All offsets are UTF-16 code units.
 */
@NullMarked
package dev.milena.segmentation;

import org.jspecify.annotations.NullMarked;
