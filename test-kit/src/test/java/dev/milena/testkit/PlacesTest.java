// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import static dev.milena.testkit.assertions.EnrichmentAssertions.assertThat;

import dev.milena.api.RefusalCode;
import dev.milena.api.TextRequest;
import dev.milena.streams.Enriched;
import dev.milena.streams.Enrichment;
import dev.milena.streams.Models;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

/** The places of a topology where an enrichment may stand. */
class PlacesTest {
    private static final Duration TICK = Duration.ofMillis(10);

    private final ScriptedModel translator = ScriptedModel.named("en-de").into("de");
    private final ScriptedModel headline =
            ScriptedModel.named("headline").task("summarization").answering(text -> "[" + text + "]");

    @Test
    void shouldTranslateThenSummarizeBehindAFlatMap() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(PlacesTest::twoStages, translator, headline)) {
            Tickets.in(driver).pipe("k", Ticket.numbered("a b c", "d e f"));
            driver.runBatches();

            assertThat(Tickets.done(driver))
                    .hasEachOnceBy(Ticket::number)
                    .keepsOrderPerKeyBy(Ticket::number)
                    .values()
                    .extracting(Ticket::title)
                    .containsExactly("[<a>]", "[<b>]", "[<c>]", "[<d>]", "[<e>]", "[<f>]");
            driver.assertNothingPending();
        }
    }

    @Test
    void shouldLoseAndRepeatNothingWhenTwoStagesDieAtAnyStep() {
        for (int steps = 0; steps < 8; steps++) {
            for (boolean committed : List.of(true, false)) {
                try (EnrichmentDriver driver = EnrichmentDriver.of(PlacesTest::twoStages, translator, headline)) {
                    Tickets.in(driver).pipe("k", Ticket.numbered("a b c", "a b c"));
                    for (int i = 0; i < steps; i++) {
                        driver.advance(TICK);
                    }
                    if (committed) {
                        driver.crash();
                    } else {
                        driver.crashBeforeCommit();
                    }
                    driver.restart();
                    Tickets.in(driver).pipe("k", Ticket.of(2, "a b c"));
                    driver.runBatches();

                    assertThat(Tickets.done(driver))
                            .as("after %s steps, committed %s", steps, committed)
                            .keepsOrderPerKeyBy(Ticket::number)
                            .hasSize(9);
                    driver.assertNothingPending();
                }
            }
        }
    }

    /** What two stages make of one record may be equal, and are two records all the same. */
    @Test
    void shouldAnswerBothWhenParallelStagesMakeTheSameOfARecordAndAreMerged() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(PlacesTest::merged, translator, headline)) {
            Tickets.in(driver).pipe("k", Ticket.numbered("a", "b"));
            driver.runBatches();

            assertThat(Tickets.done(driver))
                    .values()
                    .extracting(Ticket::title)
                    .containsExactlyInAnyOrder("[<a>]", "[<a>]", "[<b>]", "[<b>]");
            driver.assertNothingPending();
        }
    }

    private static Topology merged(Models models) {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, Ticket> tickets = Tickets.source(builder);
        KStream<String, Ticket> both = translatedAs("one", models, tickets).merge(translatedAs("two", models, tickets));
        Enriched<String, Ticket> titled = Enrichment.<String, Ticket>named("summarize")
                .models(models)
                .text(ticket -> TextRequest.of(String.valueOf(ticket.german())).task("summarization"))
                .pendingAs(Serdes.String(), Ticket.SERDE)
                .apply(both);
        titled.answers((ticket, answer) -> ticket.withTitle(answer.text()))
                .to("tickets-done", Produced.with(Serdes.String(), Ticket.SERDE));
        titled.refusals();
        return builder.build();
    }

    private static KStream<String, Ticket> translatedAs(String name, Models models, KStream<String, Ticket> tickets) {
        Enriched<String, Ticket> german = Enrichment.<String, Ticket>named(name)
                .models(models)
                .text(ticket -> TextRequest.of(ticket.body()).into("de"))
                .pendingAs(Serdes.String(), Ticket.SERDE)
                .apply(tickets);
        german.refusals();
        return german.answers((ticket, answer) -> ticket.withGerman(answer.text()));
    }

    @Test
    void shouldRefuseInTheStageThatCannotAnswer() {
        translator.failingOn("a");
        headline.failingOn("<b>");
        try (EnrichmentDriver driver = EnrichmentDriver.of(PlacesTest::twoStages, translator, headline)) {
            Tickets.in(driver).pipe("k", Ticket.of("a b c"));
            driver.runBatches();

            assertThat(driver)
                    .refusedBy("translate", RefusalCode.ENGINE_FAILED)
                    .refusedBy("summarize", RefusalCode.ENGINE_FAILED);
            assertThat(Tickets.done(driver)).hasSize(1);
            assertThat(Tickets.refused(driver)).values().containsExactly("0 ENGINE_FAILED", "1 ENGINE_FAILED");
        }
    }

    @Test
    void shouldWorkBehindARepartitionAcrossACrash() {
        Function<Models, Topology> topology = Stages.of(
                tickets -> tickets.selectKey((key, ticket) -> ticket.body())
                        .repartition(Repartitioned.<String, Ticket>as("by-body")
                                .withKeySerde(Serdes.String())
                                .withValueSerde(Ticket.SERDE)),
                asking -> asking.text(ticket -> TextRequest.of(ticket.body())),
                answered -> Stages.numbered(answered) + " " + answered.source().orElseThrow());
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology, translator)) {
            Tickets.in(driver).pipe("k", Ticket.numbered("a", "b"));
            driver.crash();
            driver.restart();
            Tickets.in(driver).pipe("k", Ticket.of(2, "a"));
            driver.runBatches();

            assertThat(Stages.out(driver))
                    .values()
                    .containsExactlyInAnyOrder(
                            "0: <a> test-by-body-repartition-0@0",
                            "1: <b> test-by-body-repartition-0@1",
                            "2: <a> test-by-body-repartition-0@2");
            assertThat(Stages.out(driver)).keys().containsOnly("a", "b");
        }
    }

    @Test
    void shouldWorkBehindAPunctuatorOfAnotherProcessor() {
        Function<Models, Topology> topology = Stages.of(
                tickets -> tickets.process(Held::new),
                asking -> asking.text(ticket -> TextRequest.of(ticket.body())),
                answered -> Stages.numbered(answered) + " " + answered.source().isPresent());
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology, translator)) {
            Tickets.in(driver).pipe("k", Ticket.numbered("a", "a"));
            driver.advance(Duration.ofSeconds(1));
            driver.crash();
            driver.restart();
            driver.runBatches();

            assertThat(Stages.out(driver)).values().containsExactly("0: <a> false", "1: <a> false");
            driver.assertNothingPending();
        }
    }

    @Test
    void shouldGiveTheAttentionOfEachAnswer() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(PlacesTest::withAttention, translator)) {
            Tickets.in(driver).pipe("k", Ticket.of("one two"));
            driver.runBatches();

            assertThat(driver.output("attention", Serdes.String(), Serdes.String()))
                    .values()
                    .containsExactly("en-de 2x3");
        }
    }

    private static Topology withAttention(Models models) {
        StreamsBuilder builder = new StreamsBuilder();
        Enriched<String, Ticket> german = Tickets.translated(models, Tickets.source(builder));
        german.attention()
                .mapValues(map -> map.model().name() + " "
                        + map.attention().sourceTokens().size() + "x"
                        + map.attention().outputTokens().size())
                .to("attention", Produced.with(Serdes.String(), Serdes.String()));
        german.refusals();
        return builder.build();
    }

    /** A ticket for each word of a ticket: translated, then summarized. */
    static Topology twoStages(Models models) {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, Ticket> words = Tickets.source(builder).flatMapValues(PlacesTest::words);
        Enriched<String, Ticket> german = Tickets.translated(models, words);
        Enriched<String, Ticket> titled = Enrichment.<String, Ticket>named("summarize")
                .models(models)
                .text(ticket ->
                        TextRequest.of(Objects.requireNonNull(ticket.german())).task("summarization"))
                .pendingAs(Serdes.String(), Ticket.SERDE)
                .apply(german.answers((ticket, answer) -> ticket.withGerman(answer.text())));
        titled.answers((ticket, answer) -> ticket.withTitle(answer.text()))
                .to("tickets-done", Produced.with(Serdes.String(), Ticket.SERDE));
        german.refusals()
                .merge(titled.refusals())
                .mapValues(refusal -> Objects.requireNonNull(refusal.value()).number() + " " + refusal.code())
                .to("tickets-refused", Produced.with(Serdes.String(), Serdes.String()));
        return builder.build();
    }

    private static List<Ticket> words(Ticket ticket) {
        String[] words = ticket.body().split(" ", -1);
        return IntStream.range(0, words.length)
                .mapToObj(i -> Ticket.of(ticket.number() * words.length + i, words[i]))
                .toList();
    }

    /** Forwards what it gets a second later, when Kafka Streams knows no coordinates. */
    private static final class Held extends ContextualProcessor<String, Ticket, String, Ticket> {
        private final List<Record<String, Ticket>> held = new ArrayList<>();

        @Override
        public void init(ProcessorContext<String, Ticket> context) {
            super.init(context);
            context.schedule(Duration.ofSeconds(1), PunctuationType.WALL_CLOCK_TIME, now -> {
                held.forEach(context::forward);
                held.clear();
            });
        }

        @Override
        public void process(Record<String, Ticket> record) {
            held.add(record);
        }
    }
}
