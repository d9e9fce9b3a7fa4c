// SPDX-License-Identifier: Apache-2.0
package dev.milena.masking;

import dev.milena.api.TextSpan;
import java.util.List;

/**
 * Where the last sentence of a text ends, protected pieces not counted as part of it. Immutable, any thread.
 *
 * @param position behind which a piece is no part of the sentence
 */
record SentenceEnd(int position) {
    private static final String MARKS = ".!?…。！？";
    private static final int NONE = -1;

    /** Of a source: where there is no final mark, a piece behind all words may stand behind the sentence in an answer too. */
    static SentenceEnd ofSource(String source, List<TextSpan> pieces) {
        String said = without(pieces, source);
        int word = lastOfAWord(said);
        int mark = finalMark(said, word);
        return new SentenceEnd(mark == NONE ? word : mark);
    }

    /** Of an answer: where there is no final mark, no piece stands behind it. */
    static SentenceEnd ofAnswer(String answer, List<TextSpan> pieces) {
        String said = without(pieces, answer);
        int mark = finalMark(said, lastOfAWord(said));
        return new SentenceEnd(mark == NONE ? answer.length() : mark);
    }

    boolean isBefore(TextSpan piece) {
        return piece.start() > position;
    }

    private static int finalMark(String said, int word) {
        for (int at = said.length() - 1; at > word; at--) {
            if (MARKS.indexOf(said.charAt(at)) >= 0) {
                return at;
            }
        }
        return NONE;
    }

    private static int lastOfAWord(String said) {
        for (int at = said.length(); at > 0; at -= Character.charCount(said.codePointBefore(at))) {
            if (Character.isLetterOrDigit(said.codePointBefore(at))) {
                return at - 1;
            }
        }
        return NONE;
    }

    private static String without(List<TextSpan> pieces, String text) {
        StringBuilder said = new StringBuilder(text);
        for (TextSpan piece : pieces) {
            said.replace(piece.start(), piece.end(), " ".repeat(piece.end() - piece.start()));
        }
        return said.toString();
    }
}
