// SPDX-License-Identifier: Apache-2.0
package dev.milena.inspection;

import dev.milena.api.TextSpan;
import dev.milena.segmentation.Segmenter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A run of letters, digits and their marks; where words are written without spaces, one character.
 *
 * @param span where it stands
 * @param folded in small letters
 * @param isOrdinary whether it can be looked up in a dictionary: it has two letters or more, begins with a small one, or is
 *     of a script that has no capitals, has no digit, and stands beside no mark of programs, as in {@code %(name)s}
 */
record Word(TextSpan span, String folded, boolean isOrdinary) {

    private static final String MARKS_OF_PROGRAMS = "%_{}()[]<>/@\\=&#$";

    /** The words of a text in order. */
    static List<Word> of(String text) {
        List<Word> words = new ArrayList<>();
        int start = -1;
        int i = 0;
        while (i < text.length()) {
            int codePoint = text.codePointAt(i);
            int next = i + Character.charCount(codePoint);
            boolean alone = Character.isLetter(codePoint) && !Segmenter.writesSpaces(codePoint);
            boolean inside = !alone && (Character.isLetterOrDigit(codePoint) || (start >= 0 && isMark(codePoint)));
            if (start >= 0 && !inside) {
                words.add(of(text, start, i));
                start = -1;
            }
            if (alone) {
                words.add(of(text, i, next));
            } else if (inside && start < 0) {
                start = i;
            }
            i = next;
        }
        if (start >= 0) {
            words.add(of(text, start, text.length()));
        }
        return words;
    }

    private static Word of(String text, int start, int end) {
        String word = text.substring(start, end);
        int first = word.codePointAt(0);
        boolean small = Character.isLetter(first) && !Character.isUpperCase(first) && !Character.isTitleCase(first);
        boolean isLong = word.length() > Character.charCount(first) || !Segmenter.writesSpaces(first);
        return new Word(
                new TextSpan(start, end),
                word.toLowerCase(Locale.ROOT),
                small
                        && isLong
                        && !hasDigit(word)
                        && (start == 0 || MARKS_OF_PROGRAMS.indexOf(text.charAt(start - 1)) < 0)
                        && (end == text.length() || MARKS_OF_PROGRAMS.indexOf(text.charAt(end)) < 0));
    }

    private static boolean hasDigit(String word) {
        for (int i = 0; i < word.length(); i += Character.charCount(word.codePointAt(i))) {
            if (Character.isDigit(word.codePointAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is one character of a script without spaces. */
    boolean isCharacter() {
        return !Segmenter.writesSpaces(folded.codePointAt(0));
    }

    private static boolean isMark(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }
}
