// SPDX-License-Identifier: Apache-2.0
package dev.milena.masking;

import dev.milena.api.TextSpan;
import java.util.List;

/** Where the last sentence of a text ends, protected pieces not counted as part of it. */
final class SentenceEnd {
    private static final String MARKS = ".!?…。！？";
    private static final int NONE = -1;

    private SentenceEnd() {}

    /** Whether a piece of a source stands behind everything that is said, so that an answer may have it there too. */
    static boolean isBehindSource(TextSpan piece, String source, List<TextSpan> pieces) {
        String said = without(pieces, source);
        int mark = finalMark(said);
        return piece.start() > (mark == NONE ? lastOfAWord(said) : mark);
    }

    /** Whether a piece of an answer stands behind the mark that ends it. */
    static boolean isBehindAnswer(TextSpan piece, String answer, List<TextSpan> pieces) {
        int mark = finalMark(without(pieces, answer));
        return mark != NONE && piece.start() > mark;
    }

    private static int finalMark(String said) {
        for (int at = said.length() - 1; at > lastOfAWord(said); at--) {
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
