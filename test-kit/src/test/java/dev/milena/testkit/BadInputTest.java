// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import static dev.milena.testkit.assertions.EnrichmentAssertions.assertThat;
import static dev.milena.testkit.assertions.EnrichmentAssertions.assertThatThrownBy;

import dev.milena.api.RefusalCode;
import dev.milena.api.TextRequest;
import dev.milena.streams.Enriched;
import dev.milena.streams.Enrichment;
import dev.milena.streams.Models;
import dev.milena.streams.record.AnsweredRecord;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.TopologyException;
import org.apache.kafka.streams.kstream.KStream;
import org.junit.jupiter.api.Test;

/** What a user, or his data, may get wrong: an error when the topology is built, or a refusal of one record. */
class BadInputTest {
    private final ScriptedModel model = ScriptedModel.named("en-de").into("de");

    @Test
    void shouldRefuseTheRecordWhenTheTextFunctionThrows() {
        assertOneRefusal(
                asking -> asking.text(ticket -> {
                    if (ticket.number() == 1) {
                        throw new IllegalStateException("secret");
                    }
                    return TextRequest.of(ticket.body());
                }),
                Stages::numbered,
                RefusalCode.EXTRACTION_FAILED);
    }

    @Test
    @SuppressWarnings("NullAway") // the mistake itself
    void shouldRefuseTheRecordWhenTheTextFunctionReturnsNull() {
        assertOneRefusal(
                asking -> asking.text(ticket -> ticket.number() == 1 ? null : TextRequest.of(ticket.body())),
                Stages::numbered,
                RefusalCode.EXTRACTION_FAILED);
        assertOneRefusal(
                asking -> asking.texts(ticket -> ticket.number() == 1 ? null : List.of(TextRequest.of(ticket.body()))),
                Stages::numbered,
                RefusalCode.EXTRACTION_FAILED);
        assertOneRefusal(
                asking -> asking.texts(ticket -> ticket.number() == 1
                        ? Collections.singletonList(null)
                        : List.of(TextRequest.of(ticket.body()))),
                Stages::numbered,
                RefusalCode.EXTRACTION_FAILED);
        assertOneRefusal(
                asking -> asking.text(ticket -> TextRequest.of(ticket.number() == 1 ? null : ticket.body())),
                Stages::numbered,
                RefusalCode.EXTRACTION_FAILED);
    }

    @Test
    void shouldRefuseTheRecordWhenTheTextFunctionRecursesForEver() {
        assertOneRefusal(
                asking -> asking.text(ticket -> ticket.number() == 1 ? forEver(ticket) : TextRequest.of(ticket.body())),
                Stages::numbered,
                RefusalCode.EXTRACTION_FAILED);
    }

    @SuppressWarnings("InfiniteRecursion") // the mistake itself
    private static TextRequest forEver(Ticket ticket) {
        return forEver(ticket);
    }

    @Test
    @SuppressWarnings("NullAway") // the mistake itself
    void shouldRefuseTheRecordWhenTheMergerThrowsOrReturnsNull() {
        assertOneRefusal(
                BadInputTest::body,
                answered -> {
                    if (isSecond(answered)) {
                        throw new IllegalStateException("secret");
                    }
                    return Stages.numbered(answered);
                },
                RefusalCode.MERGE_FAILED);
        assertOneRefusal(
                BadInputTest::body,
                answered -> isSecond(answered) ? null : Stages.numbered(answered),
                RefusalCode.MERGE_FAILED);
    }

    /** Kafka's own serdes throw it, errors come from asserts and class paths, checked exceptions from other languages. */
    @Test
    void shouldRefuseTheRecordWhateverAFunctionThrows() {
        for (Throwable thrown : List.of(
                new SerializationException("secret"),
                new AssertionError("secret"),
                new NoClassDefFoundError("secret"),
                new IOException("secret"))) {
            assertOneRefusal(
                    asking -> asking.text(ticket -> {
                        if (ticket.number() == 1) {
                            BadInputTest.<RuntimeException>sneakily(thrown);
                        }
                        return TextRequest.of(ticket.body());
                    }),
                    Stages::numbered,
                    RefusalCode.EXTRACTION_FAILED);
            assertOneRefusal(
                    BadInputTest::body,
                    answered -> {
                        if (isSecond(answered)) {
                            BadInputTest.<RuntimeException>sneakily(thrown);
                        }
                        return Stages.numbered(answered);
                    },
                    RefusalCode.MERGE_FAILED);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as other languages do
    private static <T extends Throwable> void sneakily(Throwable thrown) throws T {
        throw (T) thrown;
    }

    private static boolean isSecond(AnsweredRecord<String, Ticket> answered) {
        return answered.value() != null && answered.value().number() == 1;
    }

    @Test
    void shouldRefuseATextForABundleOrATaskThatIsNotThere() {
        assertOneRefusal(
                asking -> asking.text(
                        ticket -> TextRequest.of(ticket.body()).bundle(ticket.number() == 1 ? "missing" : null)),
                Stages::numbered,
                RefusalCode.UNKNOWN_BUNDLE);
        assertOneRefusal(
                asking -> asking.text(
                        ticket -> TextRequest.of(ticket.body()).task(ticket.number() == 1 ? "singing" : null)),
                Stages::numbered,
                RefusalCode.UNKNOWN_TASK);
        assertOneRefusal(
                asking -> asking.text(ticket -> TextRequest.of(ticket.body()).into(ticket.number() == 1 ? "it" : null)),
                Stages::numbered,
                RefusalCode.UNKNOWN_LANGUAGE);
    }

    @Test
    void shouldRefuseTheRecordThatTheSerdeCannotWriteIntoTheStore() {
        Function<Models, Topology> topology = Stages.of(
                tickets -> tickets.mapValues(ticket -> ticket.number() == 1 ? Ticket.of(1, Ticket.UNWRITABLE) : ticket),
                BadInputTest::body,
                Stages::numbered);
        assertOneRefusal(topology, RefusalCode.NOT_STORABLE);
    }

    @Test
    void shouldRefuseTheRecordThatTheSerdeCannotReadBackAfterACrash() {
        Function<Models, Topology> topology = Stages.of(
                tickets -> tickets.mapValues(ticket -> ticket.number() == 1 ? Ticket.of(1, Ticket.UNREADABLE) : ticket),
                BadInputTest::body,
                Stages::numbered);
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology, model)) {
            Tickets.in(driver).pipe("k", Ticket.numbered("a", "b", "c"));
            driver.crash();
            driver.restart();
            driver.runBatches();

            assertThat(Stages.out(driver)).values().containsExactly("0: <a>", "2: <c>");
            assertThat(Stages.refused(driver)).values().containsExactly("NOT_RESTORABLE of ? tickets-0@1");
            driver.assertNothingPending();
        }
    }

    @Test
    void shouldNotBuildWhenTwoEnrichmentsHaveTheSameName() {
        assertThatThrownBy(() -> EnrichmentDriver.of(
                        models -> {
                            StreamsBuilder builder = new StreamsBuilder();
                            KStream<String, Ticket> tickets = Tickets.source(builder);
                            read(Tickets.translated(models, tickets));
                            read(Tickets.translated(models, tickets));
                            return builder.build();
                        },
                        model))
                .isInstanceOf(TopologyException.class)
                .hasMessageContaining("translate");
    }

    @Test
    void shouldNotBuildWhenNobodyReadsRefusalsOrAnswers() {
        assertThatThrownBy(() -> EnrichmentDriver.of(
                        models -> {
                            StreamsBuilder builder = new StreamsBuilder();
                            Tickets.translated(models, Tickets.source(builder))
                                    .answers((ticket, answer) -> ticket)
                                    .foreach((key, ticket) -> {});
                            return builder.build();
                        },
                        model))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("refusals of enrichment 'translate'");
        assertThatThrownBy(() -> EnrichmentDriver.of(
                        models -> {
                            StreamsBuilder builder = new StreamsBuilder();
                            KStream<String, ?> unused = Tickets.translated(models, Tickets.source(builder))
                                    .refusals();
                            return builder.build();
                        },
                        model))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("answers of enrichment 'translate'");
    }

    @Test
    void shouldNotBuildWithoutTextsModelsOrSerdes() {
        assertThatThrownBy(() -> EnrichmentDriver.of(Stages.of(asking -> asking, Stages::numbered), model))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("call text(...)");
        KStream<String, Ticket> tickets = Tickets.source(new StreamsBuilder());
        assertThatThrownBy(() -> body(Enrichment.named("ask")).apply(tickets)).hasMessageContaining("call models(...)");
    }

    @Test
    void shouldStopAndLoseNothingWhenModelsAreClosedUnderARunningTopology() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, model)) {
            InputTopic<String, Ticket> input = Tickets.in(driver);
            input.pipe("k", Ticket.of(0, "a"));
            driver.models().close();
            assertThatThrownBy(() -> input.pipe("k", Ticket.of(1, "b")))
                    .hasStackTraceContaining("close KafkaStreams before Models");

            driver.restart();
            driver.runBatches();
            assertThat(Tickets.done(driver)).keepsOrderPerKeyBy(Ticket::number).hasSize(2);
            assertThat(driver).refusedNothing();
        }
    }

    @Test
    void shouldNotStartWithTheModelsOfAnotherApplication() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, model)) {
            Models others = driver.models();
            Map<String, String> another = Map.of("application.id", "another");
            assertThatThrownBy(() -> EnrichmentDriver.of(
                            own -> Tickets.topology(others), another, ScriptedModel.named("unused")))
                    .hasStackTraceContaining("These models belong to the application 'test'");
        }
    }

    private static Enrichment<String, Ticket> body(Enrichment<String, Ticket> asking) {
        return asking.text(ticket -> TextRequest.of(ticket.body()));
    }

    private static void read(Enriched<String, Ticket> enriched) {
        enriched.answers((ticket, answer) -> ticket).foreach((key, ticket) -> {});
        enriched.refusals().foreach((key, refusal) -> {});
    }

    private void assertOneRefusal(
            UnaryOperator<Enrichment<String, Ticket>> asking,
            Function<AnsweredRecord<String, Ticket>, String> merger,
            RefusalCode code) {
        assertOneRefusal(Stages.of(asking, merger), code);
    }

    /** The second of three is refused, with all that the user needs and nothing of its content; the others are answered. */
    private void assertOneRefusal(Function<Models, Topology> topology, RefusalCode code) {
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology, model)) {
            Tickets.in(driver).pipe("k", Ticket.numbered("a", "b", "c"));
            driver.runBatches();

            assertThat(Stages.out(driver)).values().containsExactly("0: <a>", "2: <c>");
            assertThat(Stages.refused(driver)).values().containsExactly(code + " of 1 tickets-0@1");
            assertThat(driver).refused(code).hasNothingPending();
        }
    }
}
