// SPDX-License-Identifier: Apache-2.0
package dev.milena.segmentation;

import dev.milena.api.TextSpan;
import dev.milena.api.WellFormedText;

/**
 * Whether a place that looks like the end of a sentence is one: not behind an abbreviation, an initial, an ordinal, a
 * quotation that its sentence goes on after. Immutable, any thread.
 */
final class SentenceBorder {
    private static final int LONGEST_ORDINAL = 2;
    private static final String QUESTIONS = "!?！？…؟";

    private final Abbreviations abbreviations;
    private final boolean english;

    SentenceBorder(String language) {
        abbreviations = Abbreviations.of(language);
        english = language.equals("en");
    }

    /**
     * Whether a sentence ends.
     *
     * @param text the block
     * @param start where the sentence begins
     * @param end where the next one would begin
     */
    boolean isOne(String text, int start, int end) {
        TextSpan sentence = Characters.trimmed(text, start, end);
        int last = sentence.end();
        boolean closed = false;
        while (last > sentence.start() && Characters.closes(text.codePointBefore(last))) {
            last -= Character.charCount(text.codePointBefore(last));
            closed = true;
        }
        if (last == sentence.start()) {
            return true;
        }
        int next = Characters.firstLetter(text, end, text.length());
        char mark = text.charAt(last - 1);
        if (mark == '.' && !closed) {
            return !isWithin(text, sentence.start(), last - 1, next);
        }
        if (mark == '…') {
            return !isHesitation(text, sentence.start(), last);
        }
        boolean isAsked = QUESTIONS.indexOf(mark) >= 0 && Character.isLowerCase(next);
        return !closed || !(isAsked || text.startsWith("と", end));
    }

    /** Whether a full stop is part of what stands before it. */
    private boolean isWithin(String text, int start, int stop, int next) {
        int from = stop;
        while (from > start && !WellFormedText.isSpace(text.charAt(from - 1)) && !isBracket(text.charAt(from - 1))) {
            from--;
        }
        String word = text.substring(from, stop);
        if (word.isEmpty()) {
            return false;
        }
        if (word.endsWith(".")) {
            return isHesitation(text, start, stop);
        }
        if (abbreviations.always().contains(word) || abbreviations.always().contains(inSmallLetters(word))) {
            return true;
        }
        if (Character.isDigit(next) && abbreviations.beforeNumbers().contains(word)) {
            return true;
        }
        if (word.codePointCount(0, word.length()) == 1 && Character.isLetter(word.codePointAt(0))) {
            return !(english && word.equals("I")) && !Characters.isOfAScriptWithoutSpaces(word.codePointAt(0));
        }
        return word.chars().allMatch(Character::isDigit)
                && Character.isLetter(next)
                && (from == start || (word.length() <= LONGEST_ORDINAL && mayBeOrdinal(text, from)));
    }

    /** As it stands within a sentence, where its first letter is that of the sentence. */
    private static String inSmallLetters(String word) {
        return Character.toLowerCase(word.charAt(0)) + word.substring(1);
    }

    /** Not so behind an abbreviation: the 3 of "Fig. 3." is none. */
    private boolean mayBeOrdinal(String text, int from) {
        return abbreviations.ordinals() && !(from > 1 && text.charAt(from - 2) == '.');
    }

    /** Where a sentence really ends: closing marks that a space sets apart, as in French, are still its own. */
    static int behindClosers(String text, int end) {
        int behind = end;
        while (behind < text.length() && Characters.onlyCloses(text.codePointAt(behind))) {
            behind++;
        }
        if (behind == end || (behind < text.length() && !WellFormedText.isSpace(text.charAt(behind)))) {
            return end;
        }
        while (behind < text.length() && WellFormedText.isSpace(text.charAt(behind))) {
            behind++;
        }
        return behind;
    }

    private static boolean isBracket(char unit) {
        return unit != '.' && Characters.opens(unit);
    }

    /** One word and dots: "Well... I do not know." */
    private static boolean isHesitation(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (WellFormedText.isSpace(text.charAt(i)) || Characters.isOfAScriptWithoutSpaces(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
