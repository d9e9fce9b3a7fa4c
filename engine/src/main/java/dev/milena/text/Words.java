// SPDX-License-Identifier: Apache-2.0
package dev.milena.text;

import dev.milena.api.TextSpan;
import dev.milena.api.WellFormedText;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a text into words as readers count them: the JDK's word boundaries in the root locale. "don't", "e-mail" and
 * "3.14" are one word each. A mark is a word of its own, so that every visible character belongs to a word; a run of the
 * same mark ("...") is one, and so is what readers see as one character, such as a flag or a family of emoji, which the
 * JDK's boundaries cut (extended grapheme clusters, <a href="https://www.unicode.org/reports/tr29/">UAX 29</a>). White
 * space belongs to none. Any thread.
 */
public final class Words {
    private static final Pattern CLUSTER = Pattern.compile("\\X");
    private static final char JOINER = '\u200D';

    private Words() {}

    /** The words in order; spans neither overlap nor are empty. */
    public static List<TextSpan> of(String text) {
        BreakIterator boundaries = BreakIterator.getWordInstance(Locale.ROOT);
        boundaries.setText(text);
        List<TextSpan> words = new ArrayList<>();
        BitSet insides = insidesOfClusters(text);
        int start = boundaries.first();
        for (int end = boundaries.next(); end != BreakIterator.DONE; end = boundaries.next()) {
            if (!insides.get(end)) {
                addTrimmed(text, start, end, words);
                start = end;
            }
        }
        return List.copyOf(words);
    }

    /** Offsets at which a word cannot begin. Only texts with emoji have any that the JDK does not know. */
    private static BitSet insidesOfClusters(String text) {
        BitSet insides = new BitSet();
        if (text.chars().anyMatch(unit -> unit == JOINER || Character.isSurrogate((char) unit))) {
            Matcher clusters = CLUSTER.matcher(text);
            while (clusters.find()) {
                insides.set(clusters.start() + 1, clusters.end());
            }
        }
        return insides;
    }

    private static void addTrimmed(String text, int from, int to, List<TextSpan> words) {
        int start = from;
        int end = to;
        while (start < end && WellFormedText.isSpace(text.codePointAt(start))) {
            start += Character.charCount(text.codePointAt(start));
        }
        while (end > start && WellFormedText.isSpace(text.codePointBefore(end))) {
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
