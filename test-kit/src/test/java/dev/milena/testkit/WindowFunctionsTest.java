// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.streams.Models;
import dev.milena.streams.Summaries;
import dev.milena.streams.Summarized;
import dev.milena.streams.windows.WindowSummary;
import dev.milena.streams.windows.WindowTextExtractor;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Produced;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The functions of a user that see all of a record and of a summary, and may refuse either. */
class WindowFunctionsTest {

    /** Refuses tickets and windows whose text is so. */
    private static final String UNWANTED = "unwanted";

    private static Topology topology(Models models, WindowTextExtractor<String, Ticket> text) {
        StreamsBuilder builder = new StreamsBuilder();
        Summarized<String, Ticket> summarized = Windows.tens(Summaries.<String, Ticket>named("sum")
                        .textOf(text)
                        .keysAs(Serdes.String())
                        .models(models))
                .apply(Tickets.source(builder));
        summarized.flatSummaries(WindowFunctionsTest::lines).to("out", Produced.with(Serdes.String(), Serdes.String()));
        summarized
                .refusals()
                .mapValues(refusal -> refusal.code() + " " + refusal.message())
                .to("refused", Produced.with(Serdes.String(), Serdes.String()));
        summarized
                .rejected()
                .mapValues(refusal -> refusal.code() + " " + refusal.message())
                .to("rejected", Produced.with(Serdes.String(), Serdes.String()));
        return builder.build();
    }

    /** Two lines of a window of two texts, none of one that holds nothing readable. */
    private static List<String> lines(WindowSummary<String> summary) throws TextRefusedException {
        if (summary.answer() == null) {
            return summary.model() == null ? List.of() : List.of("a model without an answer");
        }
        if (summary.window().joined().equals(UNWANTED)) {
            throw new TextRefusedException(RefusalCode.RESULT_TOO_LARGE, "too much");
        }
        String model = Objects.requireNonNull(summary.model()).name();
        return summary.window().texts().stream()
                .map(text -> model + " " + text.text())
                .toList();
    }

    private static EnrichmentDriver driver(WindowTextExtractor<String, Ticket> text) {
        return EnrichmentDriver.of(models -> topology(models, text), Map.of(), Windows.model());
    }

    @Test
    void shouldMakeNoneOneOrSeveralOutputsOfAWindowAndNameItsModel() {
        try (EnrichmentDriver driver =
                driver(record -> Objects.requireNonNull(record.value()).body())) {
            Windows.pipe(driver, "a", 1, "one");
            Windows.pipe(driver, "a", 2, "two");
            Windows.pipe(driver, "b", 3, "");
            Windows.pipe(driver, "c", 30, "closes");
            driver.runBatches();

            assertThat(Stages.out(driver).values()).containsExactly("headline one", "headline two");
            driver.assertNothingPending();
        }
    }

    @Test
    void shouldRefuseAWindowForAReasonOfTheCallersOwn() {
        try (EnrichmentDriver driver =
                driver(record -> Objects.requireNonNull(record.value()).body())) {
            Windows.pipe(driver, "a", 1, UNWANTED);
            Windows.pipe(driver, "c", 30, "closes");
            driver.runBatches();

            assertThat(driver.output("refused", Serdes.String(), Serdes.String())
                            .values())
                    .containsExactly("RESULT_TOO_LARGE too much");
            assertThat(Stages.out(driver).values()).isEmpty();
        }
    }

    @Test
    void shouldShowWhereARecordComesFromAndLetItsTextBeRefused() {
        WindowTextExtractor<String, Ticket> text = record -> {
            if (record.source().orElseThrow().offset() == 1) {
                throw new TextRefusedException(RefusalCode.LANGUAGE_UNSURE, "the second of " + record.key());
            }
            return Objects.requireNonNull(record.value()).body();
        };
        try (EnrichmentDriver driver = driver(text)) {
            Windows.pipe(driver, "a", 1, "one");
            Windows.pipe(driver, "a", 2, "two");
            Windows.pipe(driver, "c", 30, "closes");
            driver.runBatches();

            assertThat(Windows.rejected(driver).values()).containsExactly("LANGUAGE_UNSURE the second of a");
            assertThat(Stages.out(driver).values()).containsExactly("headline one");
        }
    }

    /** A registry that is away now and then, wherever a key is written. */
    @Test
    void shouldWriteAKeyAgainWhenItsSerdeWasAway() {
        AtomicInteger calls = new AtomicInteger();
        Serde<String> away = Serdes.serdeFrom(
                (topic, key) -> {
                    if (calls.getAndIncrement() % 2 == 0) {
                        throw new SerializationException("the registry", new ConnectException());
                    }
                    return key.getBytes(StandardCharsets.UTF_8);
                },
                new StringDeserializer());
        try (EnrichmentDriver driver = EnrichmentDriver.of(
                Windows.of(summaries -> Windows.tens(summaries).keysAs(away)), Map.of(), Windows.model())) {
            Windows.pipe(driver, "a", 1, "one");
            Windows.pipe(driver, "c", 30, "closes");
            driver.runBatches();

            assertThat(Stages.out(driver).values()).containsExactly("0-10 1! 1 one <one>");
            assertThat(calls.get()).isGreaterThan(4).isEven();
            driver.assertNothingPending();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNameTheFunctionOfTheRequestWhereItFails(boolean throwing) {
        UnaryOperator<TextRequest> broken = request -> {
            if (throwing) {
                throw new IllegalStateException("secret");
            }
            return null;
        };
        try (EnrichmentDriver driver = EnrichmentDriver.of(
                Windows.of(summaries -> Windows.tens(summaries).request(broken)), Map.of(), Windows.model())) {
            Windows.pipe(driver, "a", 1, "one");
            Windows.pipe(driver, "c", 30, "closes");
            driver.runBatches();

            assertThat(Windows.refused(driver))
                    .singleElement(InstanceOfAssertFactories.STRING)
                    .startsWith("EXTRACTION_FAILED The function of request(...) of 'sum' "
                            + (throwing ? "failed" : "returned null"))
                    .doesNotContain("secret");
        }
    }

    @Test
    void shouldNameTheFunctionOfTheSummaryWhereItReturnsNull() {
        try (EnrichmentDriver driver =
                EnrichmentDriver.of(Windows.of(Windows::tens, summary -> null), Map.of(), Windows.model())) {
            Windows.pipe(driver, "a", 1, "one");
            Windows.pipe(driver, "c", 30, "closes");
            driver.runBatches();

            assertThat(Windows.refused(driver))
                    .singleElement(InstanceOfAssertFactories.STRING)
                    .startsWith(
                            "MERGE_FAILED The function of summaries(...) of 'sum' returned null; let it make an output");
            driver.assertNothingPending();
        }
    }
}
