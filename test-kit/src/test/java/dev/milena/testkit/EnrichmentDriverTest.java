// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import static dev.milena.testkit.assertions.EnrichmentAssertions.assertThat;
import static dev.milena.testkit.assertions.EnrichmentAssertions.assertThatThrownBy;

import dev.milena.api.RefusalCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** Time, batches and what a test sees of them. */
class EnrichmentDriverTest {
    private static final Duration TICK = Duration.ofMillis(10);

    private final ScriptedModel model = ScriptedModel.named("en-de").into("de");

    @Test
    void shouldAnswerNothingBeforeTimePasses() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, model)) {
            Tickets.in(driver).pipe("k", Ticket.numbered("a", "b"));

            assertThat(Tickets.done(driver)).isEmpty();
            assertThat(driver).hasPending("translate", 2);
            assertThat(driver.pending("translate-pending")).isEqualTo(2);
            assertThat(model).wasNeverAsked();

            driver.advance(TICK);
            assertThat(Tickets.done(driver)).hasSize(2);
            assertThat(driver).hasNothingPending().refusedNothing();
            assertThat(driver.now()).isEqualTo(EnrichmentDriver.START.plus(TICK));
        }
    }

    @Test
    void shouldLetACallTakeItsTimeOnTheDriversClock() {
        model.taking(Duration.ofSeconds(2));
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, model)) {
            Tickets.in(driver).pipe("k", Ticket.of("a"));
            driver.advance(TICK);
            Tickets.in(driver).pipe("k", Ticket.of("b"));
            driver.advance(Duration.ofMillis(1_999));
            assertThat(model).ranBatchesOf(1);
            assertThat(Tickets.done(driver)).isEmpty();

            driver.advance(TICK);
            assertThat(Tickets.done(driver)).hasSize(1);
            assertThat(model).ranBatchesOf(1, 1);
            driver.runBatches();
            assertThat(Tickets.done(driver)).hasSize(2);
        }
    }

    @Test
    void shouldTakeLongerWhenABatchIsSplit() {
        model.taking(Duration.ofSeconds(1)).failingOn("poison");
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, model)) {
            Tickets.in(driver).pipe("k", Ticket.numbered("poison", "a"));
            driver.advance(TICK);
            driver.advance(Duration.ofMillis(1_500));
            assertThat(driver).refusedNothing();
            driver.advance(Duration.ofMillis(600));
            assertThat(driver).refused(RefusalCode.ENGINE_FAILED).hasPending("translate", 1);
            driver.advance(Duration.ofSeconds(1));
            assertThat(driver).hasNothingPending();
            assertThat(model).ranBatchesOf(2, 1, 1);
        }
    }

    @Test
    void shouldGiveUpWaitingForAModelThatHangs() {
        model.hangingOn("hang");
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, model)) {
            Tickets.in(driver).pipe("k", Ticket.of("hang"));

            assertThatThrownBy(driver::runBatches)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("translate-pending=1")
                    .hasMessageContaining("hangs");
            assertThat(model).ranBatchesOf(1);

            model.hangingOn(text -> false);
            driver.crash();
            driver.restart();
            driver.runBatches();
            assertThat(Tickets.done(driver)).hasSize(1);
        }
    }

    @Test
    void shouldWaitForASlowModelAsLongAsItAnswers() {
        model.taking(Duration.ofSeconds(40));
        try (EnrichmentDriver driver =
                EnrichmentDriver.of(Tickets::topology, Map.of("milena.batch.max.texts", "1"), model)) {
            Tickets.in(driver).pipe("k", Ticket.numbered("a", "b", "c"));
            driver.runBatches();

            assertThat(Tickets.done(driver)).hasSize(3);
            assertThat(driver.now()).isAfter(EnrichmentDriver.START.plusSeconds(120));
        }
    }

    @Test
    void shouldAnswerTheOthersOfABatchWhenTheModelNamesWhatFailed() {
        model.namingFailureOf("poison");
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, model)) {
            Tickets.in(driver).pipe("k", Ticket.numbered("a", "poison", "b"));
            driver.runBatches();

            assertThat(Tickets.done(driver)).hasSize(2);
            assertThat(driver).refusedBy("translate", RefusalCode.ENGINE_FAILED);
            assertThat(model).ranBatchesOf(3, 1);
        }
    }

    @Test
    void shouldAnswerAllOfABrokenBatchInItsHalves() {
        model.breakingNextCalls(1);
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, model)) {
            Tickets.in(driver).pipe("k", Ticket.numbered("a", "b", "c", "d"));
            driver.runBatches();

            assertThat(Tickets.done(driver)).keepsOrderPerKeyBy(Ticket::number).hasSize(4);
            assertThat(driver).refusedNothing();
            assertThat(model.batches()).startsWith(4, 2);
        }
    }

    @Test
    void shouldRefuseBeforeAnyBatchWhenTheScriptSaysSo() {
        model.refusing("no", RefusalCode.INVALID_TARGET);
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, model)) {
            Tickets.in(driver).pipe("k", Ticket.of("no"));

            assertThat(driver).refused(RefusalCode.INVALID_TARGET).hasNothingPending();
            assertThat(driver.refusals()).containsExactly(new RefusedRecord("translate", RefusalCode.INVALID_TARGET));
            assertThat(Tickets.refused(driver)).hasSize(1);
            assertThat(model).wasNeverAsked();
        }
    }

    @Test
    void shouldPipeRecordsAsTheyAre() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, model)) {
            Instant then = Instant.ofEpochMilli(77);
            Tickets.in(driver).pipe(new TestRecord<>("k", Ticket.of("a"), then));
            driver.advance(TICK);
            Tickets.in(driver).pipe("k", Ticket.of("b"));
            driver.runBatches();

            assertThat(Tickets.done(driver))
                    .records()
                    .extracting(TestRecord::getRecordTime)
                    .containsExactly(then, EnrichmentDriver.START.plus(TICK));
        }
    }

    @Test
    void shouldUseTheSettingsOfATest() {
        Map<String, String> settings = Map.of("milena.batch.max.texts", "2", "milena.batch.linger.ms", "500");
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, settings, model)) {
            Tickets.in(driver).pipe("k", Ticket.numbered("a", "b", "c"));
            driver.advance(TICK);
            assertThat(model).ranBatchesOf(2);
            driver.runBatches();
            assertThat(model).ranBatchesOf(2, 1);
        }
    }

    @Test
    void shouldSayWhatIsPending() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, model)) {
            driver.assertNothingPending();
            Tickets.in(driver).pipe("k", Ticket.of("a"));

            assertThatThrownBy(driver::assertNothingPending)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("translate-pending=1")
                    .hasMessageContaining("runBatches()");
            assertThatThrownBy(() -> driver.pending("translation"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[translate-pending]");
        }
    }

    @Test
    void shouldCloseItsModelsAndLeaveNoFiles() throws Exception {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"));
        List<Path> before = files(folder);
        Map<String, String> onDisk = Map.of("milena.pending.store", "persistent");
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, onDisk, model)) {
            Tickets.in(driver).pipe("k", Ticket.of("a"));
            assertThat(files(folder)).hasSizeGreaterThan(before.size());
            assertThat(model.isClosed()).isFalse();
        }

        assertThat(model.isClosed()).isTrue();
        assertThat(files(folder)).isEqualTo(before);
    }

    private static List<Path> files(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("milena-test-kit-"))
                    .sorted()
                    .toList();
        }
    }
}
