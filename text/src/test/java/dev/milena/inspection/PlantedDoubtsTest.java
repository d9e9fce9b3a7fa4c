// SPDX-License-Identifier: Apache-2.0
package dev.milena.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.Doubt;
import dev.milena.api.DoubtKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Real answers, each spoilt by rules from a seed, and each as it is: how many of the spoilt are found, and how many of the
 * findings are of what was planted. {@code -Dmilena.answers=FILE} takes other answers; the table is printed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlantedDoubtsTest {
    private static final String TASK = "translation";
    private static final double MOST_CLEAN_IN_DOUBT = 0.02;

    /** What is planted and found, planted and missed, found and not planted. */
    private static final class Count {
        private int found;
        private int missed;
        private int wrong;

        void add(boolean isFound) {
            found += isFound ? 1 : 0;
            missed += isFound ? 0 : 1;
        }

        double recall() {
            return (double) found / (found + missed);
        }

        double precision() {
            return (double) found / (found + wrong);
        }
    }

    private final Map<DoubtKind, Count> counts = new EnumMap<>(DoubtKind.class);
    private final Map<Plant, Count> plants = new EnumMap<>(Plant.class);
    private int clean;
    private int cleanInDoubt;

    @BeforeAll
    void inspect() {
        List<AnsweredText> answers = AnsweredText.all();
        for (AnsweredText text : answers) {
            count(text, null);
        }
        for (Plant plant : Plant.values()) {
            Random random = new Random(plant.name().hashCode());
            for (AnsweredText text : answers) {
                if (doubts(text).isEmpty() && !text.outputWords().isEmpty()) {
                    AnsweredText spoilt = plant.in(text, random);
                    if (spoilt != null) {
                        count(spoilt, plant);
                    }
                }
            }
        }
        if (System.getProperty("milena.answers") != null) {
            System.out.print(table());
        }
    }

    private void count(AnsweredText text, @Nullable Plant plant) {
        Set<DoubtKind> found = doubts(text);
        DoubtKind planted = plant == null ? null : plant.kind();
        if (plant == null) {
            clean++;
            cleanInDoubt += found.isEmpty() ? 0 : 1;
        } else {
            boolean isRight = planted == null ? found.isEmpty() : found.contains(planted);
            plants.computeIfAbsent(plant, each -> new Count()).add(isRight);
            if (planted != null) {
                of(planted).add(isRight);
            }
        }
        for (DoubtKind kind : found) {
            if (plant == null || !plant.allowed().contains(kind)) {
                of(kind).wrong++;
                if (Boolean.getBoolean("milena.answers.show")) {
                    System.out.println(plant + " " + kind + " " + text.source() + " | "
                            + text.answer().text());
                }
            }
        }
    }

    private Count of(DoubtKind kind) {
        return counts.computeIfAbsent(kind, each -> new Count());
    }

    private static Set<DoubtKind> doubts(AnsweredText text) {
        return Inspection.defaults().inspected(text.source(), TASK, text.answer()).doubts().stream()
                .map(Doubt::kind)
                .collect(Collectors.toSet());
    }

    private String table() {
        StringBuilder table = new StringBuilder();
        table.append(String.format(
                Locale.ROOT,
                "as they are: %d of %d in doubt (%.2f %%)%n",
                cleanInDoubt,
                clean,
                100.0 * cleanInDoubt / clean));
        counts.forEach((kind, count) -> table.append(String.format(
                Locale.ROOT,
                "| `%s` | %d | %.3f | %.3f |%n",
                kind,
                count.found + count.missed,
                count.precision(),
                count.recall())));
        plants.forEach((plant, count) -> table.append(
                String.format(Locale.ROOT, "%s: %d, right %.3f%n", plant, count.found + count.missed, count.recall())));
        return table.toString();
    }

    @Test
    void shouldDoubtFewAnswersThatNobodySpoilt() {
        assertThat((double) cleanInDoubt / clean).isLessThanOrEqualTo(MOST_CLEAN_IN_DOUBT);
    }

    @ParameterizedTest
    @CsvSource({
        "RUNAWAY, 0.99, 0.99",
        "REPETITION, 0.98, 0.99",
        "TOO_SHORT, 0.98, 0.90",
        "TOO_LONG, 0.98, 0.95",
        "COPIED, 0.98, 0.90",
        "NUMBERS_ALTERED, 0.98, 0.98",
        "UNALIGNED_SOURCE, 0.95, 0.50",
        "WRONG_SCRIPT, 0.99, 0.99",
        "WRONG_LANGUAGE, 0.98, 0.99",
        "UNKNOWN_DROPPED, 0.99, 0.99"
    })
    void shouldFindWhatWasPlantedAndLittleElse(DoubtKind kind, double precision, double recall) {
        Count count = of(kind);
        assertThat(count.found + count.missed).as("planted").isGreaterThan(100);
        assertThat(count.precision()).as("precision").isGreaterThanOrEqualTo(precision);
        assertThat(count.recall()).as("recall").isGreaterThanOrEqualTo(recall);
    }

    @ParameterizedTest
    @EnumSource(names = {"NUMBERS_WRITTEN_ANOTHER_WAY", "NAMES_KEPT", "REPEATED_IN_BOTH", "QUOTED_IN_BOTH"})
    void shouldNotDoubtWhatIsWrittenAnotherWayOrKept(Plant plant) {
        assertThat(plants.computeIfAbsent(plant, each -> new Count()).recall()).isGreaterThanOrEqualTo(0.99);
    }
}
