// SPDX-License-Identifier: Apache-2.0
package dev.milena.protection;

/** What stands for the characters of a protected piece where the ends of sentences are looked for. */
public final class Fillers {
    /** For a word of the sentence. */
    public static final char WORD = 'x';

    /** For a mark within a sentence: quotation marks may open and close one. */
    public static final char MARK = '"';

    /** For what ends a paragraph, a list item, a line. */
    public static final char BLOCK = '\n';

    private Fillers() {}
}
