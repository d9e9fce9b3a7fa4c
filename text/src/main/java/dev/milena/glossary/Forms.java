// SPDX-License-Identifier: Apache-2.0
package dev.milena.glossary;

import com.ibm.icu.text.Normalizer2;
import dev.milena.api.TextSpan;
import java.util.ArrayList;
import java.util.List;

/** Finds the translation of a term in an answer, in the forms that count. Stateless, any thread. */
public final class Forms {
    private static final Normalizer2 DECOMPOSED = Normalizer2.getNFDInstance();

    /** Letters that a form has more at most. */
    private static final int MOST_MORE = 3;

    /** Letters that a form may lack at the end of a word of so many letters and more. */
    private static final int MOST_LESS = 2;

    private static final int LONG_WORD = 6;

    /** Shorter words do not count within compounds. */
    private static final int SHORTEST_IN_COMPOUND = 4;

    private Forms() {}

    /** Where the translation stands in a text, in order; places may overlap. */
    public static List<TextSpan> of(GlossaryEntry entry, String text) {
        List<TextSpan> wanted = Words.of(entry.target());
        List<TextSpan> words = Words.of(text);
        List<TextSpan> found = new ArrayList<>();
        for (int i = 0; i + wanted.size() <= words.size(); i++) {
            TextSpan span = new TextSpan(
                    words.get(i).start(), words.get(i + wanted.size() - 1).end());
            boolean all = entry.inflection() == InflectionPolicy.EXACT
                    ? isExact(entry, text, span)
                    : areForms(entry.target(), wanted, text, words.subList(i, i + wanted.size()));
            if (all) {
                found.add(span);
            }
        }
        return found;
    }

    private static boolean isExact(GlossaryEntry entry, String text, TextSpan span) {
        String there = text.substring(span.start(), span.end());
        return there.equals(entry.target())
                || (entry.casePolicy() == CasePolicy.SENTENCE
                        && span.start() == 0
                        && there.equals(capitalized(entry.target())));
    }

    /** A translation as it is written at the start of a segment. */
    public static String capitalized(String target) {
        int first = target.codePointAt(0);
        return new StringBuilder()
                .appendCodePoint(Character.toTitleCase(first))
                .append(target, Character.charCount(first), target.length())
                .toString();
    }

    private static boolean areForms(String target, List<TextSpan> wanted, String text, List<TextSpan> words) {
        for (int i = 0; i < wanted.size(); i++) {
            if (!isForm(bare(target, wanted.get(i)), bare(text, words.get(i)))) {
                return false;
            }
        }
        return true;
    }

    /** A word without case and accents. */
    private static String bare(String text, TextSpan word) {
        String decomposed = DECOMPOSED.normalize(Words.folded(text, word));
        StringBuilder letters = new StringBuilder(decomposed.length());
        decomposed
                .codePoints()
                .filter(codePoint -> Character.getType(codePoint) != Character.NON_SPACING_MARK)
                .forEach(letters::appendCodePoint);
        return letters.toString();
    }

    private static boolean isForm(String wanted, String word) {
        if (!Character.isLetter(wanted.codePointAt(0))) {
            return word.equals(wanted);
        }
        int least = wanted.length() >= LONG_WORD ? wanted.length() - MOST_LESS : wanted.length();
        if (word.length() <= wanted.length() + MOST_MORE && word.regionMatches(0, wanted, 0, least)) {
            return true;
        }
        int at = wanted.length() >= SHORTEST_IN_COMPOUND ? word.lastIndexOf(wanted) : -1;
        return at > 0 && word.length() - at - wanted.length() <= MOST_MORE;
    }
}
