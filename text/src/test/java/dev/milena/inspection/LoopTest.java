// SPDX-License-Identifier: Apache-2.0
package dev.milena.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.TextSpan;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Pieces that a text repeats, beside a search that compares everything with everything. */
class LoopTest {

    @RepeatedTest(40)
    void shouldFindWhatComparingEverythingFinds(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        int found = 0;
        for (int i = 0; i < 200; i++) {
            String text = text(random);
            Loop expected = slowly(text);
            assertThat(Loop.longest(text)).as(text).isEqualTo(expected);
            found += expected == null ? 0 : 1;
        }
        assertThat(found).isBetween(20, 190);
    }

    @Test
    void shouldTellFromHowManyTimesOnAPieceIsALoop() {
        assertThat(Loop.longest("Naaaaa, so")).isNull();
        assertThat(Loop.longest("Naaaaaa, so")).isEqualTo(new Loop(new TextSpan(1, 7), 1));
        assertThat(Loop.longest("ababababa!!")).isNull();
        assertThat(Loop.longest("ababababab!!")).isEqualTo(new Loop(new TextSpan(0, 10), 2));
        assertThat(Loop.longest("so so so so!")).isNull();
        assertThat(Loop.longest("so gut, so gut, so nicht")).isNull();
        assertThat(Loop.longest("so gut, so gut, so gut, nein")).isEqualTo(new Loop(new TextSpan(0, 24), 8));
        assertThat(Loop.longest("")).isNull();
    }

    /** Runs of pieces between others, so that loops of all lengths meet, overlap, and stand at both ends. */
    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        while (text.length() < 20 + random.nextInt(100)) {
            StringBuilder piece = new StringBuilder();
            for (int length = 1 + random.nextInt(12); length > 0; length--) {
                piece.append("ab. xyz".charAt(random.nextInt(7)));
            }
            text.append(piece.toString().repeat(1 + random.nextInt(random.nextInt(6) + 1)));
        }
        return text.toString();
    }

    /** By the rule alone: the longest, then the one of the shortest piece, then the first. */
    private static @Nullable Loop slowly(String text) {
        Loop longest = null;
        for (int period = 1; period <= 48 && period * 2 < text.length(); period++) {
            for (int start = 0; start + period < text.length(); start++) {
                int end = start + period;
                while (end < text.length() && text.charAt(end) == text.charAt(end - period)) {
                    end++;
                }
                Loop loop = new Loop(new TextSpan(start, end), period);
                if ((longest == null || loop.length() > longest.length()) && isOne(text, loop)) {
                    longest = loop;
                }
            }
        }
        return longest;
    }

    private static boolean isOne(String text, Loop loop) {
        int times = loop.period() == 1 ? 6 : loop.period() <= 3 ? 4 : 3;
        int length = loop.period() == 1 ? 0 : loop.period() <= 3 ? 10 : 15;
        String piece = text.substring(loop.span().start(), loop.span().start() + loop.period());
        boolean hasLetter = piece.codePoints().anyMatch(Character::isLetter);
        return loop.times() >= times
                && loop.length() >= length
                && (hasLetter || (loop.times() >= 12 && !piece.isBlank()));
    }
}
