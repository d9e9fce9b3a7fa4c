// SPDX-License-Identifier: Apache-2.0
package dev.milena.glossary;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;
import dev.milena.api.TextSpan;
import dev.milena.segmentation.Segmenter;
import java.util.ArrayList;
import java.util.List;

/**
 * The words and marks of a text: runs of letters and digits; every other character that is no space, and every one of a script that
 * writes no spaces, by itself. Stateless, any thread.
 */
final class Words {
    private static final Normalizer2 COMPOSED = Normalizer2.getNFCInstance();

    private Words() {}

    static List<TextSpan> of(String text) {
        List<TextSpan> words = new ArrayList<>();
        int start = -1;
        int at = 0;
        while (at < text.length()) {
            int codePoint = text.codePointAt(at);
            int next = at + Character.charCount(codePoint);
            if (isPartOfAWord(codePoint)) {
                start = start < 0 ? at : start;
            } else {
                if (start >= 0) {
                    words.add(new TextSpan(start, at));
                    start = -1;
                }
                if (!UCharacter.isUWhiteSpace(codePoint)) {
                    words.add(new TextSpan(at, next));
                }
            }
            at = next;
        }
        if (start >= 0) {
            words.add(new TextSpan(start, text.length()));
        }
        return words;
    }

    /** The words and marks as they are looked up. */
    static List<String> folded(String text) {
        return folded(text, of(text));
    }

    /** Words of a text as they are looked up. */
    static List<String> folded(String text, List<TextSpan> words) {
        return words.stream().map(word -> folded(text, word)).toList();
    }

    /** A word as it is looked up: without regard to case and to how accents are encoded. */
    static String folded(String text, TextSpan span) {
        String word = text.substring(span.start(), span.end());
        return COMPOSED.normalize(UCharacter.foldCase(word, true)).replace('\u2019', '\'');
    }

    private static boolean isPartOfAWord(int codePoint) {
        return switch (UCharacter.getType(codePoint)) {
            case UCharacter.NON_SPACING_MARK, UCharacter.COMBINING_SPACING_MARK, UCharacter.ENCLOSING_MARK -> true;
            default -> UCharacter.isLetterOrDigit(codePoint) && !Segmenter.isOfAScriptWithoutSpaces(codePoint);
        };
    }
}
