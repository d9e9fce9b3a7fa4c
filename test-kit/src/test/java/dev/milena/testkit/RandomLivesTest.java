// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import static dev.milena.testkit.assertions.EnrichmentAssertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two enrichments behind a {@code flatMap} whose process dies at any time, with slow and failing models. */
class RandomLivesTest {
    private static final int ACTIONS = 60;
    private static final List<String> WORDS = List.of("a", "b", "poison", "c", "dead", "e");

    static IntStream seeds() {
        return IntStream.range(0, Integer.getInteger("milena.seeds", 20));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldAnswerOrRefuseEachRecordOnceAndInOrder(int seed) {
        Random random = new Random(seed);
        ScriptedModel translator = ScriptedModel.named("en-de").into("de").failingOn("poison");
        ScriptedModel headline =
                ScriptedModel.named("headline").task("summarization").namingFailureOf("<dead>");
        Map<String, String> settings = Map.of("milena.batch.max.texts", String.valueOf(1 + random.nextInt(5)));
        List<Integer> expected = new ArrayList<>();
        try (EnrichmentDriver driver = EnrichmentDriver.of(PlacesTest::twoStages, settings, translator, headline)) {
            InputTopic<String, Ticket> input = Tickets.in(driver);
            int next = 0;
            for (int i = 0; i < ACTIONS; i++) {
                int action = random.nextInt(10);
                if (action < 4) {
                    input.pipe("k" + random.nextInt(3), Ticket.of(next, words(random)));
                    IntStream.range(3 * next, 3 * next + 3).forEach(expected::add);
                    next++;
                } else if (action < 7) {
                    driver.advance(Duration.ofMillis(random.nextInt(100)));
                } else if (action == 7) {
                    translator.taking(Duration.ofMillis(random.nextInt(3) * 50L));
                    headline.taking(Duration.ofMillis(random.nextInt(3) * 50L));
                } else {
                    die(driver, random.nextBoolean());
                    driver.restart();
                }
            }
            driver.runBatches();

            assertThat(Tickets.done(driver)).as("answers").keepsOrderPerKeyBy(Ticket::number);
            List<Integer> ended = new ArrayList<>();
            Tickets.done(driver).values().forEach(ticket -> ended.add(ticket.number()));
            Tickets.refused(driver).values().forEach(line -> ended.add(Integer.valueOf(line.split(" ", -1)[0])));
            assertThat(ended).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(Tickets.refused(driver)).hasSize(driver.refusals().size());
            driver.assertNothingPending();
        }
    }

    private static void die(EnrichmentDriver driver, boolean committed) {
        if (committed) {
            driver.crash();
        } else {
            driver.crashBeforeCommit();
        }
    }

    /** Three words, of which a {@code flatMap} makes three records. */
    private static String words(Random random) {
        return IntStream.range(0, 3)
                .mapToObj(i -> WORDS.get(random.nextInt(WORDS.size())))
                .reduce((one, other) -> one + " " + other)
                .orElseThrow();
    }
}
