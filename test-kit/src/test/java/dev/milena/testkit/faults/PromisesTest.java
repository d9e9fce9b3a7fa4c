// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit.faults;

import static dev.milena.testkit.assertions.EnrichmentAssertions.assertThat;

import dev.milena.api.RefusalCode;
import dev.milena.api.TextRequest;
import dev.milena.streams.Enriched;
import dev.milena.streams.Enrichment;
import dev.milena.streams.Models;
import dev.milena.streams.record.AnsweredRecord;
import dev.milena.testkit.EnrichmentDriver;
import dev.milena.testkit.InputTopic;
import dev.milena.testkit.OutputTopic;
import dev.milena.testkit.ScriptedModel;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a user may rely on, as a user would test it. {@link PlantedFaultsTest} breaks each of these promises. */
class PromisesTest {
    private static final Duration TICK = Duration.ofMillis(10);

    private final ScriptedModel slow = ScriptedModel.named("slow").into("de").taking(Duration.ofSeconds(3));
    private final ScriptedModel quick = ScriptedModel.named("quick").into("fr");

    @SuppressWarnings("NullAway.Init") // set before each test
    private EnrichmentDriver driver;

    @BeforeEach
    void start() {
        driver = EnrichmentDriver.of(PromisesTest::topology, slow, quick);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void shouldLoseNothingWhenTheProcessDies() {
        input().pipe("k", "de:a", "de:b");
        driver.crash();
        driver.restart();
        driver.runBatches();

        assertThat(output()).values().containsExactly("<a>", "<b>");
    }

    @Test
    void shouldKeepTheOrderOfAKeyWhenALaterRecordIsAnsweredFirst() {
        input().pipe("k", "de:a", "fr:b").pipe("j", "fr:c");
        driver.advance(TICK);
        driver.runBatches();

        assertThat(output()).valuesOf("k").containsExactly("<a>", "<b>");
        assertThat(output()).values().containsExactly("<c>", "<a>", "<b>");
    }

    @Test
    void shouldTellOfEveryRefusal() {
        quick.failingOn("poison");
        input().pipe("k", "fr:poison", "it:b", "fr:c");
        driver.runBatches();

        assertThat(refused()).values().containsExactly("it:b UNKNOWN_LANGUAGE", "fr:poison ENGINE_FAILED");
        assertThat(driver)
                .refused(RefusalCode.UNKNOWN_LANGUAGE, RefusalCode.ENGINE_FAILED)
                .hasNothingPending();
    }

    @Test
    void shouldKeepTheHeaders() {
        input().pipe("k", "fr:a", new RecordHeaders().add("trace", new byte[] {'7'}));
        driver.runBatches();

        assertThat(output()).hasHeader("trace", "7");
    }

    @Test
    void shouldAnswerOnceWhenTheProcessDiesAfterwards() {
        input().pipe("k", "fr:a");
        driver.runBatches();
        driver.crash();
        driver.restart();
        driver.advance(TICK);
        driver.advance(TICK);

        assertThat(output()).hasEachOnceBy(value -> value);
        driver.assertNothingPending();
    }

    @Test
    void shouldAnswerEveryTextOfARecord() {
        input().pipe("k", "fr:a,fr:b,de:c");
        driver.runBatches();

        assertThat(output()).values().containsExactly("<a> <b> <c>");
    }

    private InputTopic<String, String> input() {
        return driver.input("in", Serdes.String(), Serdes.String());
    }

    private OutputTopic<String, String> output() {
        return driver.output("out", Serdes.String(), Serdes.String());
    }

    private OutputTopic<String, String> refused() {
        return driver.output("refused", Serdes.String(), Serdes.String());
    }

    private static Topology topology(Models models) {
        StreamsBuilder builder = new StreamsBuilder();
        Enriched<String, String> enriched = Enrichment.<String, String>named("ask")
                .models(models)
                .texts(line -> Arrays.stream(line.split(",", -1))
                        .map(PromisesTest::request)
                        .toList())
                .pendingAs(Serdes.String(), Serdes.String())
                .apply(builder.stream("in", Consumed.with(Serdes.String(), Serdes.String())));
        enriched.answers(PromisesTest::merged).to("out", Produced.with(Serdes.String(), Serdes.String()));
        enriched.refusals()
                .mapValues(refusal -> refusal.value() + " " + refusal.code())
                .to("refused", Produced.with(Serdes.String(), Serdes.String()));
        return builder.build();
    }

    /** Of {@code language:text}. */
    private static TextRequest request(String part) {
        int colon = part.indexOf(':');
        return TextRequest.of(part.substring(colon + 1)).into(part.substring(0, colon));
    }

    private static String merged(AnsweredRecord<String, String> answered) {
        return answered.answers().stream().map(answer -> answer.text()).collect(Collectors.joining(" "));
    }
}
