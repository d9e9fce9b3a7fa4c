// SPDX-License-Identifier: Apache-2.0
package dev.milena.text;

import dev.milena.api.TextSpan;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Splits a text into words as readers count them: the JDK's word boundaries in the root locale. "don't", "e-mail" and
 * "3.14" are one word each. A mark is a word of its own, so that every visible character belongs to a word; a run of the
 * same mark ("...") is one. White space belongs to none. Any thread.
 */
public final class Words {

    private Words() {}

    /** The words in order; spans neither overlap nor are empty. */
    public static List<TextSpan> of(String text) {
        BreakIterator boundaries = BreakIterator.getWordInstance(Locale.ROOT);
        boundaries.setText(text);
        List<TextSpan> words = new ArrayList<>();
        int start = boundaries.first();
        for (int end = boundaries.next(); end != BreakIterator.DONE; start = end, end = boundaries.next()) {
            addTrimmed(text, start, end, words);
        }
        return List.copyOf(words);
    }

    private static void addTrimmed(String text, int from, int to, List<TextSpan> words) {
        int start = from;
        int end = to;
        while (start < end && TextAdmission.isSpace(text.codePointAt(start))) {
            start += Character.charCount(text.codePointAt(start));
        }
        while (end > start && TextAdmission.isSpace(text.codePointBefore(end))) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        if (start == end) {
            return;
        }
        TextSpan last = words.isEmpty() ? null : words.get(words.size() - 1);
        if (last != null && last.end() == start && sameMark(text, last, start, end)) {
            words.set(words.size() - 1, new TextSpan(last.start(), end));
        } else {
            words.add(new TextSpan(start, end));
        }
    }

    private static boolean sameMark(String text, TextSpan last, int start, int end) {
        int mark = text.codePointAt(start);
        return !Character.isLetterOrDigit(mark)
                && Character.charCount(mark) == end - start
                && text.codePointAt(last.start()) == mark;
    }
}
