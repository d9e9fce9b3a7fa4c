// SPDX-License-Identifier: Apache-2.0
package dev.milena.segmentation;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UScript;
import dev.milena.api.TextSpan;
import dev.milena.api.WellFormedText;
import java.util.Set;

/** What single characters mean for the division of a text. Stateless, any thread. */
final class Characters {
    private static final Set<Integer> WITHOUT_SPACES = Set.of(
            UScript.HAN,
            UScript.HIRAGANA,
            UScript.KATAKANA,
            UScript.KATAKANA_OR_HIRAGANA,
            UScript.BOPOMOFO,
            UScript.THAI,
            UScript.LAO,
            UScript.KHMER,
            UScript.MYANMAR,
            UScript.TIBETAN,
            UScript.JAVANESE,
            UScript.YI);

    /** Of the common script, but written where no spaces are: ideographic marks and full-width forms. */
    private static final int FIRST_IDEOGRAPHIC_MARK = 0x3000;

    private static final int LAST_IDEOGRAPHIC_MARK = 0x303F;
    private static final int FIRST_FULL_WIDTH = 0xFF00;
    private static final int LAST_FULL_WIDTH = 0xFFEF;

    /** The first script without spaces is Thai's: what stands before it needs no looking up, which takes longer. */
    private static final int FIRST_WITHOUT_SPACES = 0x0E00;

    private Characters() {}

    /** Whether a character ends a line. */
    static boolean endsLine(char unit) {
        return unit == '\n'
                || unit == '\r'
                || unit == '\u000B'
                || unit == '\f'
                || unit == '\u0085'
                || unit == '\u2028'
                || unit == '\u2029';
    }

    /** Whether words of this character's script are written without spaces between them. */
    static boolean isOfAScriptWithoutSpaces(int codePoint) {
        if (codePoint < FIRST_WITHOUT_SPACES) {
            return false;
        }
        return WITHOUT_SPACES.contains(UScript.getScript(codePoint))
                || (codePoint >= FIRST_IDEOGRAPHIC_MARK && codePoint <= LAST_IDEOGRAPHIC_MARK)
                || (codePoint >= FIRST_FULL_WIDTH && codePoint <= LAST_FULL_WIDTH);
    }

    /** Whether a character closes a quotation or a bracket, or may do so. */
    static boolean closes(int codePoint) {
        return switch (UCharacter.getType(codePoint)) {
            case UCharacter.END_PUNCTUATION, UCharacter.FINAL_PUNCTUATION, UCharacter.INITIAL_PUNCTUATION -> true;
            default -> codePoint == '"' || codePoint == '\'';
        };
    }

    /** Whether a character closes a quotation or a bracket and, where a space stands behind it, does nothing else. */
    static boolean onlyCloses(int codePoint) {
        int type = UCharacter.getType(codePoint);
        return type == UCharacter.END_PUNCTUATION || type == UCharacter.FINAL_PUNCTUATION;
    }

    /** Whether a character opens a quotation or a bracket, or may do so. */
    static boolean opens(int codePoint) {
        return closes(codePoint) || UCharacter.getType(codePoint) == UCharacter.START_PUNCTUATION;
    }

    /** Whether there is a letter or a digit between two offsets: something to say. */
    static boolean hasContent(CharSequence text, int start, int end) {
        for (int i = start; i < end; ) {
            int codePoint = Character.codePointAt(text, i);
            if (Character.isLetterOrDigit(codePoint)) {
                return true;
            }
            i += Character.charCount(codePoint);
        }
        return false;
    }

    /** A piece without the white space at its ends; empty where there is nothing else. */
    static TextSpan trimmed(CharSequence text, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && WellFormedText.isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && WellFormedText.isSpace(text.charAt(end - 1))) {
            end--;
        }
        return new TextSpan(start, end);
    }

    /** The first letter or digit from an offset on that only openers stand before, or -1. */
    static int firstLetter(CharSequence text, int from, int to) {
        int i = from;
        while (i < to) {
            int codePoint = Character.codePointAt(text, i);
            if (Character.isLetterOrDigit(codePoint)) {
                return codePoint;
            }
            if (!opens(codePoint) && !WellFormedText.isSpace(codePoint)) {
                return -1;
            }
            i += Character.charCount(codePoint);
        }
        return -1;
    }
}
