// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import static dev.milena.testkit.assertions.EnrichmentAssertions.assertThat;
import static dev.milena.testkit.assertions.EnrichmentAssertions.assertThatThrownBy;

import dev.milena.api.RefusalCode;
import dev.milena.api.TextRequest;
import dev.milena.streams.Enriched;
import dev.milena.streams.Models;
import dev.milena.streams.record.SourceCoordinates;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.GlobalKTable;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.JoinWindows;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.kstream.StreamJoined;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

/** Lives and deaths of an application. */
class CrashTest {
    private static final Duration TICK = Duration.ofMillis(10);
    private static final Map<String, String> AT_LEAST_ONCE = Map.of("processing.guarantee", "at_least_once");

    private final ScriptedModel model = ScriptedModel.named("en-de").into("de");

    @Test
    void shouldAnswerAfterARestartWhatWasPending() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, model)) {
            Tickets.in(driver)
                    .pipe("k", Ticket.of(1, "a"), new RecordHeaders().add("trace", new byte[] {'7'}))
                    .pipe("k", Ticket.of(2, "b"), new RecordHeaders().add("trace", new byte[] {'7'}));
            driver.crash();
            assertThat(driver.pending("translate")).isEqualTo(2);
            assertThat(Tickets.done(driver)).isEmpty();

            driver.restart();
            driver.runBatches();

            assertThat(Tickets.done(driver))
                    .keepsOrderPerKeyBy(Ticket::number)
                    .hasHeader("trace", "7")
                    .hasSize(2);
            assertThat(model.isClosed()).isFalse();
            driver.assertNothingPending();
        }
    }

    @Test
    void shouldNotAnswerAgainWhatWasAnswered() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, model)) {
            Tickets.in(driver).pipe("k", Ticket.of("a"));
            driver.runBatches();
            driver.crash();
            driver.restart();
            driver.runBatches();

            assertThat(Tickets.done(driver)).hasSize(1);
            assertThat(model).ranBatchesOf(1);
        }
    }

    @Test
    void shouldForgetAnAnswerWhoseTransactionIsAborted() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, model)) {
            Tickets.in(driver).pipe("k", Ticket.of("a"));
            driver.advance(TICK);
            assertThat(Tickets.done(driver)).hasSize(1);

            driver.crashBeforeCommit();
            assertThat(Tickets.done(driver)).isEmpty();
            assertThat(driver.pending("translate")).isEqualTo(1);

            driver.restart();
            driver.runBatches();
            assertThat(Tickets.done(driver)).hasSize(1);
            assertThat(model).ranBatchesOf(1, 1);
        }
    }

    @Test
    void shouldKeepACommittedStepWhenTheNextLifeDiesBeforeItsFirst() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(withOffsets(), model)) {
            Tickets.in(driver).pipe("k", Ticket.of("a"));
            driver.advance(TICK);
            Tickets.in(driver).pipe("k", Ticket.of("b"));
            driver.crash();
            driver.restart();
            driver.crashBeforeCommit();
            assertThat(driver.pending("ask")).isEqualTo(1);

            driver.restart();
            driver.runBatches();
            assertThat(Stages.out(driver)).values().containsExactly("tickets-0@0", "tickets-0@1");
        }
    }

    @Test
    void shouldReadARecordAgainWhoseTransactionIsAborted() {
        model.refusing("no", RefusalCode.INVALID_TARGET);
        try (EnrichmentDriver driver = EnrichmentDriver.of(withOffsets(), model)) {
            Tickets.in(driver).pipe("k", Ticket.numbered("a", "b", "no"));
            driver.crashBeforeCommit();
            assertThat(driver).refusedNothing();
            assertThat(Stages.refused(driver)).isEmpty();

            driver.restart();
            driver.runBatches();
            assertThat(driver).refused(RefusalCode.INVALID_TARGET);
            assertThat(Stages.refused(driver)).values().containsExactly("INVALID_TARGET of 2 tickets-0@2");
        }
    }

    @Test
    void shouldKeepWhatIsWrittenUnderAtLeastOnceAndTakeTheReplayOnce() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(withOffsets(), AT_LEAST_ONCE, model)) {
            Tickets.in(driver).pipe("k", Ticket.numbered("a", "b"));
            driver.crashBeforeCommit();
            assertThat(driver.pending("ask")).isEqualTo(2);

            driver.restart();
            assertThat(driver.pending("ask")).isEqualTo(2);
            driver.runBatches();
            assertThat(Stages.out(driver)).values().containsExactly("tickets-0@0", "tickets-0@1");
        }
    }

    @Test
    void shouldAnswerAgainUnderAtLeastOnceWhatWasNotAcknowledged() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(withOffsets(), AT_LEAST_ONCE, model)) {
            Tickets.in(driver).pipe("k", Ticket.of("a"));
            driver.advance(TICK);
            assertThat(driver).hasPending("ask", 1);
            driver.crash();
            driver.restart();
            driver.runBatches();

            assertThat(Stages.out(driver)).values().containsExactly("tickets-0@0", "tickets-0@0");
            driver.assertNothingPending();
        }
    }

    @Test
    void shouldGoOnWithItsOffsetsAndReadWhatCameMeanwhile() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(withOffsets(), model)) {
            Tickets.in(driver).pipe("k", Ticket.of("a"));
            driver.crash();
            Tickets.in(driver).pipe("k", Ticket.of("a"), Ticket.of("a"));
            driver.advance(Duration.ofHours(1));
            assertThat(model).wasNeverAsked();
            driver.restart();
            driver.runBatches();

            assertThat(Stages.out(driver)).values().containsExactly("tickets-0@0", "tickets-0@1", "tickets-0@2");
        }
    }

    @Test
    void shouldAbortAStepThatThrowsAndReadItsRecordAgain() {
        boolean[] broken = {true};
        Function<Models, Topology> topology = Stages.of(
                tickets -> tickets.peek((key, ticket) -> {
                    if (broken[0] && ticket.number() == 1) {
                        throw new IllegalStateException("broken");
                    }
                }),
                asking -> asking.text(ticket -> TextRequest.of(ticket.body())),
                Stages::numbered);
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology, model)) {
            InputTopic<String, Ticket> input = Tickets.in(driver);
            assertThatThrownBy(() -> input.pipe("k", Ticket.numbered("a", "b"))).hasStackTraceContaining("broken");
            assertThatThrownBy(driver::runBatches).hasMessageContaining("restart()");
            assertThatThrownBy(driver::restart).hasStackTraceContaining("broken");

            broken[0] = false;
            driver.restart();
            driver.runBatches();
            assertThat(Stages.out(driver)).values().containsExactly("0: <a>", "1: <b>");
        }
    }

    @Test
    void shouldCarryTheStoresOfTheTopologyItself() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(CrashTest::counting, model)) {
            Tickets.in(driver).pipe("k", Ticket.numbered("a", "b"));
            assertThatThrownBy(driver::crashBeforeCommit).hasMessageContaining("[counts]");
            driver.runBatches();
            driver.crash();
            driver.restart();
            Tickets.in(driver).pipe("k", Ticket.of("c"));
            driver.runBatches();

            assertThat(driver.output("counts", Serdes.String(), Serdes.Long()))
                    .values()
                    .containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void shouldCarryTheStoresOfAJoin() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(CrashTest::joining, model)) {
            InputTopic<String, String> notes = driver.input("notes", Serdes.String(), Serdes.String());
            notes.pipe("k", "one", "two");
            driver.crash();
            driver.restart();
            Tickets.in(driver).pipe("k", Ticket.of("a"));
            driver.runBatches();

            assertThat(driver.output("joined", Serdes.String(), Serdes.String()))
                    .values()
                    .containsExactlyInAnyOrder("<a> one", "<a> two");
        }
    }

    @Test
    void shouldCarryAGlobalTable() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(CrashTest::lookingUp, model)) {
            driver.input("names", Serdes.String(), Serdes.String()).pipe("k", "Ada");
            driver.crash();
            driver.restart();
            Tickets.in(driver).pipe("k", Ticket.of("a"));
            driver.runBatches();

            assertThat(driver.output("joined", Serdes.String(), Serdes.String()))
                    .values()
                    .containsExactly("<a> Ada");
        }
    }

    @Test
    void shouldNotGoOnWithStoresOfAStepThatFailed() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(CrashTest::counting, model)) {
            InputTopic<String, Ticket> input = Tickets.in(driver);
            driver.models().close();
            assertThatThrownBy(() -> input.pipe("k", Ticket.of("a"))).hasStackTraceContaining("models are closed");
            assertThatThrownBy(driver::restart).hasMessageContaining("[counts]");
        }
    }

    @Test
    void shouldSayWhichCallIsMissing() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, model)) {
            assertThatThrownBy(driver::restart).hasMessageContaining("call crash() before");
            driver.crash();
            assertThatThrownBy(driver::crash).hasMessageContaining("call restart() first");
            assertThatThrownBy(driver::models).hasMessageContaining("call restart() first");
        }
    }

    private static Function<Models, Topology> withOffsets() {
        return Stages.of(
                asking -> asking.text(ticket -> TextRequest.of(ticket.body())),
                answered -> answered.source().map(SourceCoordinates::toString).orElse("nowhere"));
    }

    private static Topology counting(Models models) {
        StreamsBuilder builder = new StreamsBuilder();
        Enriched<String, Ticket> german = Tickets.translated(models, Tickets.source(builder));
        german.answers((ticket, answer) -> ticket.withGerman(answer.text()))
                .groupByKey(Grouped.<String, Ticket>as("grouped")
                        .withKeySerde(Serdes.String())
                        .withValueSerde(Ticket.SERDE))
                .count(Materialized.<String, Long, KeyValueStore<Bytes, byte[]>>as("counts"))
                .toStream()
                .to("counts", Produced.with(Serdes.String(), Serdes.Long()));
        german.refusals();
        return builder.build();
    }

    private static Topology joining(Models models) {
        StreamsBuilder builder = new StreamsBuilder();
        Enriched<String, Ticket> german = Tickets.translated(models, Tickets.source(builder));
        german.answers((ticket, answer) -> ticket.withGerman(answer.text()))
                .mapValues(Ticket::german)
                .repartition(Repartitioned.with(Serdes.String(), Serdes.String()))
                .join(
                        builder.stream("notes", Consumed.with(Serdes.String(), Serdes.String())),
                        (text, note) -> text + " " + note,
                        JoinWindows.ofTimeDifferenceWithNoGrace(Duration.ofDays(1)),
                        StreamJoined.with(Serdes.String(), Serdes.String(), Serdes.String()))
                .to("joined", Produced.with(Serdes.String(), Serdes.String()));
        german.refusals();
        return builder.build();
    }

    private static Topology lookingUp(Models models) {
        StreamsBuilder builder = new StreamsBuilder();
        GlobalKTable<String, String> names =
                builder.globalTable("names", Consumed.with(Serdes.String(), Serdes.String()));
        Enriched<String, Ticket> german = Tickets.translated(models, Tickets.source(builder));
        german.answers((ticket, answer) -> ticket.withGerman(answer.text()))
                .join(names, (key, ticket) -> key, (ticket, name) -> ticket.german() + " " + name)
                .to("joined", Produced.with(Serdes.String(), Serdes.String()));
        german.refusals();
        return builder.build();
    }
}
