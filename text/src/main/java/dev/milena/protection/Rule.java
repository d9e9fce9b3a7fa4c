// SPDX-License-Identifier: Apache-2.0
package dev.milena.protection;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.milena.api.TextSpan;
import java.util.List;
import java.util.function.Consumer;

/**
 * One expression of a named set. Immutable, any thread.
 *
 * @param set name of the set
 * @param pattern what is kept: its first group, the whole match where it has none
 * @param needs strings of which every match has one, so that a text without them is not tried; {@code 0-9} is any digit;
 *     empty: every text is tried
 * @param isNear whether a match lies in the word that has one of them and a word on either side
 */
record Rule(String set, Pattern pattern, List<String> needs, boolean isNear) {
    static final String DIGIT = "0-9";

    Rule {
        needs = List.copyOf(needs);
    }

    /** Whether the pattern can match, as far as a quick look tells. */
    boolean mayMatch(String text, boolean hasDigit) {
        if (needs.isEmpty()) {
            return true;
        }
        for (String need : needs) {
            if (need.equals(DIGIT) ? hasDigit : text.contains(need)) {
                return true;
            }
        }
        return false;
    }

    /** Gives every match that is not empty, in order, having looked no further than where one can be. */
    void find(String text, Consumer<TextSpan> found) {
        if (isNear) {
            for (TextSpan stretch : new Neighbourhoods(text, needs).all()) {
                find(text, stretch.start(), stretch.end(), Integer.MAX_VALUE, found);
            }
        } else {
            find(text, 0, text.length(), Integer.MAX_VALUE, found);
        }
    }

    /**
     * Gives every match in a part of the text that is not empty, in order.
     *
     * @param most stops after so many
     */
    void find(String text, int from, int to, int most, Consumer<TextSpan> found) {
        String window = text.substring(from, to);
        Matcher matcher = pattern.matcher(window);
        int group = Math.min(1, matcher.groupCount());
        int at = 0;
        for (int count = 0; count < most && at <= window.length() && matcher.find(at); count++) {
            int which = group == 1 && matcher.start(1) < 0 ? 0 : group;
            int start = matcher.start(which);
            int end = matcher.end(which);
            if (start < end) {
                found.accept(new TextSpan(from + start, from + end));
            }
            // What stands before a match may be the last character of the one before.
            at = Math.max(at + 1, Math.max(end - 1, matcher.start() + 1));
        }
    }
}
