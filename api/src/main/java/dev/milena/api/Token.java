// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

/**
 * One token of a model's vocabulary and the piece of text that it covers.
 *
 * @param id index in the vocabulary
 * @param piece the token as the vocabulary spells it
 * @param start first UTF-16 code unit covered, or -1 for a special token, which covers nothing
 * @param end one past the last UTF-16 code unit covered, or -1 for a special token
 */
public record Token(int id, String piece, int start, int end) {

    /** A token that stands for no characters, such as an end token or a language tag. */
    public static Token special(int id, String piece) {
        return new Token(id, piece, -1, -1);
    }

    /** Whether the token covers no characters. */
    public boolean isSpecial() {
        return start < 0;
    }
}
