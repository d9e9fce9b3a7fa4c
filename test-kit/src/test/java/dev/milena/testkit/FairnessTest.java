// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import static dev.milena.testkit.assertions.EnrichmentAssertions.assertThat;

import dev.milena.api.Priority;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextRequest;
import dev.milena.streams.Enrichment;
import dev.milena.streams.record.SourceRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose turn it is, in topologies of a user. A batch has four texts. */
class FairnessTest {
    private static final int FOUR_TEXTS = 4;
    private static final Map<String, String> FOUR = Map.of("milena.batch.max.texts", "4");

    private final ScriptedModel model = ScriptedModel.named("en-de").into("de").taking(Duration.ofSeconds(1));

    private EnrichmentDriver driver(UnaryOperator<Enrichment<String, Ticket>> fairness) {
        return EnrichmentDriver.of(
                Stages.of(
                        asking -> fairness.apply(asking.text(ticket -> TextRequest.of(ticket.body()))),
                        Stages::numbered),
                FOUR,
                model);
    }

    /** What the model was asked in its first batches. */
    private List<String> asked(int batches) {
        return model.texts().subList(0, FOUR_TEXTS * batches);
    }

    private static Ticket[] tickets(String body, int count) {
        return IntStream.range(0, count).mapToObj(i -> Ticket.of(i, body + i)).toArray(Ticket[]::new);
    }

    private static Priority byBody(SourceRecord<String, Ticket> record) {
        Ticket ticket = Objects.requireNonNull(record.value());
        return ticket.body().startsWith("urgent")
                ? Priority.HIGH
                : ticket.body().startsWith("idle") ? Priority.LOW : Priority.NORMAL;
    }

    @Test
    void shouldNotLetAFloodFromOneKeyKeepAnotherWaiting() {
        try (EnrichmentDriver driver = driver(asking -> asking)) {
            Tickets.in(driver).pipe("flood", tickets("f", 40)).pipe("other", Ticket.of("o"));
            driver.runBatches();

            assertThat(asked(2)).contains("o");
            assertThat(driver).hasNothingPending().refusedNothing();
        }
    }

    @Test
    void shouldTreatRecordsWithoutAKeyAsStrangers() {
        try (EnrichmentDriver driver = driver(asking -> asking)) {
            Tickets.in(driver).pipe("flood", tickets("f", 40)).pipe(null, tickets("n", 4));
            driver.runBatches();

            assertThat(asked(3)).contains("n0", "n1", "n2", "n3");
        }
    }

    @Test
    void shouldLetTenantsTakeTurnsWhateverTheirKeys() {
        try (EnrichmentDriver driver = driver(
                asking -> asking.flowOf(record -> String.valueOf(record.key()).substring(0, 1)))) {
            InputTopic<String, Ticket> input = Tickets.in(driver);
            for (int i = 0; i < 40; i++) {
                input.pipe("a" + i, Ticket.of("a" + i));
            }
            input.pipe("b", tickets("b", 4));
            driver.runBatches();

            assertThat(asked(3)).contains("b0", "b1", "b2", "b3");
        }
    }

    @Test
    void shouldCountWhatWaitsByPriority() {
        try (EnrichmentDriver driver = driver(asking -> asking.priorityOf(FairnessTest::byBody))) {
            Tickets.in(driver)
                    .pipe("a", Ticket.numbered("idle", "usual"))
                    .pipe("b", Ticket.numbered("usual", "urgent"));

            // what comes before something is as urgent
            assertThat(driver.models().queued(Priority.LOW)).isZero();
            assertThat(driver.models().queued(Priority.NORMAL)).isEqualTo(2);
            assertThat(driver.models().queued(Priority.HIGH)).isEqualTo(2);
            driver.runBatches();
            assertThat(driver.models().queued(Priority.HIGH)).isZero();
        }
    }

    @Test
    void shouldAskWhatIsUrgentFirstAndLetWhatIsNotMoveOn() {
        try (EnrichmentDriver driver = driver(asking -> asking.priorityOf(FairnessTest::byBody))) {
            InputTopic<String, Ticket> input = Tickets.in(driver);
            for (int i = 0; i < 100; i++) {
                input.pipe("idle" + i, Ticket.of("idle"));
                input.pipe("urgent" + i, Ticket.of("urgent"));
            }
            driver.runBatches();

            List<String> half = asked(25);
            long idle = half.stream().filter("idle"::equals).count();
            assertThat(idle).as("one batch of nine, of 25").isBetween(8L, 16L);
        }
    }

    @Test
    void shouldAnswerAnUrgentRecordBehindTheEarlierOnesOfItsKeyAheadOfAllOthers() {
        try (EnrichmentDriver driver = driver(asking -> asking.priorityOf(FairnessTest::byBody))) {
            InputTopic<String, Ticket> input = Tickets.in(driver);
            for (int i = 0; i < 40; i++) {
                input.pipe("k" + i, Ticket.of("usual"));
            }
            input.pipe("k", Ticket.of(0, "idle zero")).pipe("k", Ticket.of(1, "urgent one"));
            driver.runBatches();

            List<String> first = asked(3);
            assertThat(first).contains("idle zero", "urgent one");
            assertThat(Stages.out(driver).values().stream()
                            .filter(line -> line.contains(" <idle") || line.contains("<urgent")))
                    .containsExactly("0: <idle zero>", "1: <urgent one>");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldAnswerEachOnceAndKeepTheOrderOfAKeyWhateverPrioritiesAndCrashes(long seed) {
        Random random = new Random(seed);
        model.taking(Duration.ofMillis(50));
        try (EnrichmentDriver driver = driver(asking -> asking.flowOf(
                        record -> random.nextInt(3) == 0 ? "tenant" : null)
                .priorityOf(record ->
                        random.nextInt(4) == 0 ? null : Priority.valueOf(random.nextBoolean() ? "HIGH" : "LOW")))) {
            InputTopic<String, Ticket> input = Tickets.in(driver);
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                input.pipe("k" + i % 5, Ticket.of(i, "t" + random.nextInt(100)));
                expected.add(String.valueOf(i));
                if (random.nextInt(10) == 0) {
                    driver.advance(Duration.ofMillis(random.nextInt(100)));
                }
                if (random.nextInt(50) == 0) {
                    driver.crash();
                    driver.restart();
                }
            }
            driver.runBatches();

            List<Integer> answered = Stages.out(driver).values().stream()
                    .map(line -> Integer.valueOf(line.split(":", -1)[0]))
                    .toList();
            assertThat(answered).extracting(String::valueOf).containsExactlyInAnyOrderElementsOf(expected);
            for (int key = 0; key < 5; key++) {
                int mine = key;
                assertThat(answered.stream().filter(number -> number % 5 == mine))
                        .isSorted();
            }
            assertThat(driver).hasNothingPending().refusedNothing();
        }
    }

    @Test
    void shouldRefuseTheRecordWhenAFunctionThrowsAndNoOther() {
        assertRefusesTheSecond(asking -> asking.flowOf(FairnessTest::failing));
        assertRefusesTheSecond(
                asking -> asking.priorityOf(record -> failing(record).isEmpty() ? Priority.LOW : Priority.HIGH));
    }

    private static String failing(SourceRecord<String, Ticket> record) {
        if (record.value() != null && record.value().number() == 1) {
            throw new IllegalStateException("secret");
        }
        return "tenant";
    }

    private void assertRefusesTheSecond(UnaryOperator<Enrichment<String, Ticket>> fairness) {
        try (EnrichmentDriver driver = driver(fairness)) {
            Tickets.in(driver).pipe("k", Ticket.numbered("a", "b", "c"));
            driver.crash();
            driver.restart();
            driver.runBatches();

            assertThat(Stages.out(driver)).values().containsExactly("0: <a>", "2: <c>");
            assertThat(driver).refused(RefusalCode.EXTRACTION_FAILED).hasNothingPending();
        }
    }
}
