// SPDX-License-Identifier: Apache-2.0
package dev.milena.protection;

import dev.milena.api.TextSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The stretches of a text that an expression has to see: the words that have what every match has, and a word on either side,
 * with the character beyond. Words are what white space divides. Takes time that grows with the text and no faster.
 */
final class Neighbourhoods {
    private static final int NONE = Integer.MAX_VALUE;

    private final String text;
    private final List<String> needs;
    private final int[] next;

    /** @param needs strings without white space; {@value Rule#DIGIT} is any digit */
    Neighbourhoods(String text, List<String> needs) {
        this.text = text;
        this.needs = needs;
        this.next = new int[needs.size()];
    }

    /** The stretches in order; they do not overlap. */
    List<TextSpan> all() {
        List<TextSpan> stretches = new ArrayList<>();
        Arrays.fill(next, -1);
        for (int at = next(0); at != NONE; ) {
            int wordEnd = endOfWord(at);
            int start = Math.max(0, startOfWord(startOfSpace(startOfWord(at))) - 1);
            int end = Math.min(text.length(), endOfWord(endOfSpace(wordEnd)) + 1);
            int last = stretches.size() - 1;
            if (last >= 0 && start < stretches.get(last).end()) {
                stretches.set(last, new TextSpan(stretches.get(last).start(), end));
            } else {
                stretches.add(new TextSpan(start, end));
            }
            at = next(wordEnd);
        }
        return stretches;
    }

    /** The next place at or behind a position where one of the strings stands. */
    private int next(int from) {
        int first = NONE;
        for (int i = 0; i < next.length; i++) {
            if (next[i] < from) {
                int found = needs.get(i).equals(Rule.DIGIT) ? digit(from) : text.indexOf(needs.get(i), from);
                next[i] = found < 0 ? NONE : found;
            }
            first = Math.min(first, next[i]);
        }
        return first;
    }

    private int digit(int from) {
        for (int at = from; at < text.length(); at++) {
            if (text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                return at;
            }
        }
        return -1;
    }

    private int startOfWord(int at) {
        int start = at;
        while (start > 0 && !isSpace(start - 1)) {
            start--;
        }
        return start;
    }

    private int startOfSpace(int at) {
        int start = at;
        while (start > 0 && isSpace(start - 1)) {
            start--;
        }
        return start;
    }

    private int endOfWord(int at) {
        int end = at;
        while (end < text.length() && !isSpace(end)) {
            end++;
        }
        return end;
    }

    private int endOfSpace(int at) {
        int end = at;
        while (end < text.length() && isSpace(end)) {
            end++;
        }
        return end;
    }

    /** As RE2's \\s has it. */
    private boolean isSpace(int at) {
        char unit = text.charAt(at);
        return unit == ' ' || unit == '\t' || unit == '\n' || unit == '\f' || unit == '\r';
    }
}
