// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

/** Where a segment of a text ends. All but {@link #SENTENCE} say that a sentence had more tokens than its model takes. */
public enum SplitAt {
    /** At the end of a sentence, a heading, a list item or the text. */
    SENTENCE,
    /** Within a sentence, at the end of a clause. */
    CLAUSE,
    /** Within a clause, between two words. */
    WORD,
    /** Within a word, between two characters as readers see them. */
    CHARACTER
}
