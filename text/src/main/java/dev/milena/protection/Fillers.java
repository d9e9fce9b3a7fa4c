// SPDX-License-Identifier: Apache-2.0
package dev.milena.protection;

/** What stands for the characters of a protected piece where the ends of sentences are looked for. */
final class Fillers {
    /** For a word of the sentence. */
    static final char WORD = 'x';

    /** For a mark within a sentence: quotation marks may open and close one. */
    static final char MARK = '"';

    /** For what ends a paragraph, a list item, a line. */
    static final char BLOCK = '\n';

    private Fillers() {}
}
