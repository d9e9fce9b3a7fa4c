// SPDX-License-Identifier: Apache-2.0
package dev.milena.inspection;

import dev.milena.api.Doubt;
import dev.milena.api.DoubtKind;
import dev.milena.api.FinishReason;
import dev.milena.api.TextSpan;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers that say the same again and again, or never find an end. Stateless. */
final class Repetitions {
    /** Four letters tell what was said before from what words of a language have in common. */
    private static final int GRAM = 4;

    private static final int LEAST_GRAMS = 40;
    private static final double MOST_REPEATED = 0.45;
    private static final double MORE_THAN_SOURCE = 0.25;
    private static final double MOST_OF_THE_ANSWER = 0.5;
    private static final int TIMES_OF_A_RUNAWAY = 10;
    private static final int LENGTH_OF_A_RUNAWAY = 40;
    private static final double REPEATED_OF_A_RUNAWAY = 0.75;
    private static final int GRAMS_OF_A_RUNAWAY = 100;

    private Repetitions() {}

    static @Nullable Doubt repetition(Subject subject, Limits limits) {
        Loop loop = loop(subject);
        if (loop != null) {
            return doubt(loop.span(), (float) loop.length() / subject.output().length());
        }
        double repeated = repeated(subject.output(), LEAST_GRAMS);
        return repeated > MOST_REPEATED && repeated > repeated(subject.source(), 1) + MORE_THAN_SOURCE
                ? doubt(subject.wholeOutput(), (float) repeated)
                : null;
    }

    private static Doubt doubt(TextSpan where, float share) {
        return new Doubt(DoubtKind.REPETITION, List.of(), List.of(where), share);
    }

    static @Nullable Doubt runaway(Subject subject, Limits limits) {
        int tokens = subject.answer().outputTokens();
        boolean cut = subject.answer().finishReason() == FinishReason.LENGTH_LIMIT;
        Loop loop = loop(subject);
        if (loop != null && isRunaway(loop, subject.output())) {
            return new Doubt(DoubtKind.RUNAWAY, List.of(), List.of(loop.span()), tokens);
        }
        boolean endless = (cut && subject.isTranslation())
                || repeated(subject.output(), GRAMS_OF_A_RUNAWAY)
                        > Math.max(REPEATED_OF_A_RUNAWAY, repeated(subject.source(), 1) + MORE_THAN_SOURCE);
        return endless ? new Doubt(DoubtKind.RUNAWAY, List.of(), List.of(subject.wholeOutput()), tokens) : null;
    }

    private static boolean isRunaway(Loop loop, String output) {
        return loop.times() >= TIMES_OF_A_RUNAWAY
                && (loop.length() >= LENGTH_OF_A_RUNAWAY || loop.length() > MOST_OF_THE_ANSWER * output.length());
    }

    /** A loop that is not of the text's own: neither there to the letter nor a translation of one. */
    private static @Nullable Loop loop(Subject subject) {
        Loop loop = subject.loop();
        boolean isOfTheText = loop != null
                && (subject.source()
                                .contains(subject.output()
                                        .substring(
                                                loop.span().start(), loop.span().end()))
                        || Loop.mostTimes(subject.source()) + 1 >= loop.times());
        return isOfTheText ? null : loop;
    }

    /** The share of a text's runs of four characters that stood there before, 0 where there are too few of them. */
    private static double repeated(String text, int least) {
        int grams = text.length() - GRAM + 1;
        if (grams < least) {
            return 0;
        }
        long[] all = new long[grams];
        long gram = 0;
        for (int i = 0; i < text.length(); i++) {
            gram = (gram << Character.SIZE) | text.charAt(i);
            if (i >= GRAM - 1) {
                all[i - GRAM + 1] = gram;
            }
        }
        Arrays.sort(all);
        int again = 0;
        for (int i = 1; i < grams; i++) {
            if (all[i] == all[i - 1]) {
                again++;
            }
        }
        return (double) again / grams;
    }
}
