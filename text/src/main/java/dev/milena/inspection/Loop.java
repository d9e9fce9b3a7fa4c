// SPDX-License-Identifier: Apache-2.0
package dev.milena.inspection;

import dev.milena.api.TextSpan;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a text that stands there several times in a row.
 *
 * @param span all of it
 * @param period length of the piece in UTF-16 units
 */
record Loop(TextSpan span, int period) {
    /** Longer pieces repeat sentences, and those are found by what a text has in all. */
    private static final int LONGEST_PERIOD = 48;

    private static final int LEAST_OF_ONE = 6;
    private static final int LEAST_OF_SHORT = 4;
    private static final int LEAST_OF_LONG = 3;
    private static final int LEAST_LENGTH_OF_SHORT = 10;
    private static final int LEAST_LENGTH_OF_LONG = 15;

    /** Marks and digits stand in rows for good reasons: lines, dots, zeros. */
    private static final int LEAST_WITHOUT_LETTERS = 12;

    int length() {
        return span.end() - span.start();
    }

    /** How often the piece stands there. */
    int times() {
        return length() / period;
    }

    /**
     * The longest loop of a text that a writer would not write, or null; of several as long the one of the shortest piece, then
     * the first. What stands one period before is the same throughout a loop: as many characters in a row as make the
     * shortest loop have one at each multiple of that number, so no others are compared.
     */
    static @Nullable Loop longest(String text) {
        Loop longest = null;
        for (int period = 1; period <= LONGEST_PERIOD && period * 2 < text.length(); period++) {
            int step = leastLength(period) - period;
            int probe = period + step - 1;
            while (probe < text.length()) {
                if (!repeats(text, probe, period)) {
                    probe += step;
                    continue;
                }
                int from = probe;
                while (from > period && repeats(text, from - 1, period)) {
                    from--;
                }
                int to = probe + 1;
                while (to < text.length() && repeats(text, to, period)) {
                    to++;
                }
                Loop loop = new Loop(new TextSpan(from - period, to), period);
                if ((longest == null || loop.length() > longest.length()) && loop.isOne(text)) {
                    longest = loop;
                }
                probe = to + step;
            }
        }
        return longest;
    }

    private static boolean repeats(String text, int at, int period) {
        return text.charAt(at) == text.charAt(at - period);
    }

    /** Of a loop of a piece of this length, in UTF-16 units. */
    private static int leastLength(int period) {
        return switch (period) {
            case 1 -> LEAST_OF_ONE;
            case 2, 3 -> Math.max(LEAST_OF_SHORT * period, LEAST_LENGTH_OF_SHORT);
            default -> Math.max(LEAST_OF_LONG * period, LEAST_LENGTH_OF_LONG);
        };
    }

    /** The most times that any piece stands in a row, words and their marks included; 1 where none does. */
    static int mostTimes(String text) {
        int most = 1;
        for (int period = 1; period <= LONGEST_PERIOD && period * 2 <= text.length(); period++) {
            int start = 0;
            for (int i = period; i <= text.length(); i++) {
                if (i < text.length() && text.charAt(i) == text.charAt(i - period)) {
                    continue;
                }
                most = Math.max(most, (i - start) / period);
                start = i - period + 1;
            }
        }
        return most;
    }

    private boolean isOne(String text) {
        if (length() < leastLength(period)) {
            return false;
        }
        String piece = text.substring(span.start(), span.start() + period);
        return piece.codePoints().anyMatch(Character::isLetter)
                || (times() >= LEAST_WITHOUT_LETTERS && !piece.isBlank());
    }
}
