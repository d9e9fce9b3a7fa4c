// SPDX-License-Identifier: Apache-2.0
package dev.milena.inspection;

import dev.milena.api.Answer;
import dev.milena.api.Doubt;
import dev.milena.api.DoubtKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks at answers for what may be wrong with them. The same answer always has the same doubts, in the order of their
 * kinds. Any text is inspected without an exception. Immutable, any thread.
 *
 * <pre>{@code
 * Answer answer = Inspection.defaults().inspected(text, model.info().task(), model.answer(List.of(prepared)).get(0));
 * }</pre>
 *
 * @param kinds which doubts are looked for
 * @param limits from where on an answer is in doubt
 */
public record Inspection(Set<DoubtKind> kinds, Limits limits) {
    private static final Map<DoubtKind, Check> CHECKS = checks();

    /** Finds one kind of doubt. */
    @FunctionalInterface
    interface Check {
        /** What looks wrong, or null. */
        @Nullable
        Doubt find(Subject subject, Limits limits);
    }

    public Inspection {
        kinds = Set.copyOf(kinds);
    }

    /** All kinds, by the limits that were found to suit most texts. */
    public static Inspection defaults() {
        return new Inspection(EnumSet.allOf(DoubtKind.class), Limits.defaults());
    }

    /** Looks for nothing. */
    public static Inspection none() {
        return new Inspection(Set.of(), Limits.defaults());
    }

    /**
     * The answer with its doubts.
     *
     * @param text the text that was answered as one: a whole text, or one segment
     * @param task {@code translation} or another task of a model; what holds for translations only is left out for others
     * @param answer with spans in that text
     */
    public Answer inspected(String text, String task, Answer answer) {
        if (kinds.isEmpty()) {
            return answer;
        }
        Subject subject = new Subject(text, task, answer);
        List<Doubt> doubts = new ArrayList<>();
        CHECKS.forEach((kind, check) -> {
            Doubt doubt = kinds.contains(kind) ? check.find(subject, limits) : null;
            if (doubt != null) {
                doubts.add(doubt);
            }
        });
        return doubts.isEmpty() ? answer : answer.withDoubts(doubts);
    }

    private static Map<DoubtKind, Check> checks() {
        Map<DoubtKind, Check> checks = new EnumMap<>(DoubtKind.class);
        checks.put(DoubtKind.RUNAWAY, Repetitions::runaway);
        checks.put(DoubtKind.REPETITION, Repetitions::repetition);
        checks.put(DoubtKind.TOO_SHORT, Lengths::tooShort);
        checks.put(DoubtKind.TOO_LONG, Lengths::tooLong);
        checks.put(DoubtKind.LOW_CONFIDENCE, Inspection::lowConfidence);
        checks.put(DoubtKind.COPIED, Copies::find);
        checks.put(DoubtKind.NUMBERS_ALTERED, Numbers::find);
        checks.put(DoubtKind.UNALIGNED_SOURCE, Unaligned::find);
        checks.put(DoubtKind.WRONG_SCRIPT, Scripts::find);
        checks.put(DoubtKind.WRONG_LANGUAGE, Languages::find);
        checks.put(DoubtKind.UNKNOWN_DROPPED, Dropped::find);
        return checks;
    }

    private static @Nullable Doubt lowConfidence(Subject subject, Limits limits) {
        float confidence = subject.answer().confidence();
        return confidence < limits.leastConfidence()
                ? new Doubt(DoubtKind.LOW_CONFIDENCE, List.of(), List.of(subject.wholeOutput()), confidence)
                : null;
    }
}
