// SPDX-License-Identifier: Apache-2.0
package dev.milena.salience;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.HashMap;
import java.util.Map;

/** Numbers the words of texts, as ICU divides them in any script, upper and lower case alike. Not thread-safe. */
final class Vocabulary {
    /** ICU reads all it is given; of a longer run without a space, pieces of this length count as words. */
    private static final int LONGEST_RUN = 4_096;

    private final BreakIterator words = BreakIterator.getWordInstance(ULocale.ROOT);
    private final Map<String, Integer> numbers = new HashMap<>();

    /** How often each word stands in a text, by its number. */
    Map<Integer, Integer> counted(String text) {
        Map<Integer, Integer> counts = new HashMap<>();
        for (int from = 0; from < text.length(); ) {
            int to = end(text, from);
            count(text.substring(from, to), counts);
            from = to;
        }
        return counts;
    }

    /** Different words so far. */
    int size() {
        return numbers.size();
    }

    private static int end(String text, int from) {
        int to = Math.min(text.length(), from + LONGEST_RUN);
        if (to == text.length()) {
            return to;
        }
        int space = text.lastIndexOf(' ', to);
        if (space > from) {
            return space;
        }
        return Character.isLowSurrogate(text.charAt(to)) ? to - 1 : to;
    }

    private void count(String run, Map<Integer, Integer> counts) {
        words.setText(run);
        int start = words.first();
        for (int end = words.next(); end != BreakIterator.DONE; end = words.next()) {
            if (words.getRuleStatus() >= BreakIterator.WORD_NONE_LIMIT) {
                String word = UCharacter.foldCase(run.substring(start, end), true);
                counts.merge(numbers.computeIfAbsent(word, any -> numbers.size()), 1, Integer::sum);
            }
            start = end;
        }
    }
}
