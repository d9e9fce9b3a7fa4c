// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import static dev.milena.testkit.assertions.EnrichmentAssertions.assertThat;

import dev.milena.api.RefusalCode;
import dev.milena.api.TextRequest;
import dev.milena.streams.Models;
import dev.milena.streams.record.AnsweredRecord;
import dev.milena.streams.record.PartialAnswers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;

/** Texts to summarize that are longer than their model reads: excerpts, parts and their summaries, order, crashes. */
class LongTextsTest {
    private static final Duration TICK = Duration.ofMillis(10);
    private static final Map<String, String> SALIENCE = Map.of("milena.text.overflow", "salience");
    private static final Map<String, String> IN_PARTS = Map.of("milena.text.overflow", "map-reduce");
    private static final Map<String, String> IN_PARTS_THAT_MAY_FAIL =
            Map.of("milena.text.overflow", "map-reduce", "milena.text.segment.bad", "keep");

    private static final String FIRST = "One two three four.";
    private static final String SECOND = "Five six seven eight.";
    private static final String THIRD = "Nine ten eleven twelve.";
    private static final String LONG = FIRST + " " + SECOND + " " + THIRD;

    /** Five words; a summary is the first and the last one. */
    private final ScriptedModel model = ScriptedModel.named("headline")
            .task("summarization")
            .maxSourceTokens(6)
            .answering(LongTextsTest::summary);

    private static String summary(String text) {
        String[] words = text.split("\\s+", -1);
        return words.length < 3 ? text : words[0] + " " + words[words.length - 1];
    }

    private static Function<Models, Topology> topology() {
        return Stages.of(
                stage -> stage.onPartRefused(PartialAnswers.REFUSE)
                        .texts(ticket -> Arrays.stream(ticket.body().split("#", -1))
                                .map(TextRequest::of)
                                .toList()),
                LongTextsTest::line);
    }

    /** Number, answers, and in brackets what each left out. */
    private static String line(AnsweredRecord<String, Ticket> answered) {
        List<String> texts =
                List.of(Objects.requireNonNull(answered.value()).body().split("#", -1));
        StringBuilder line = new StringBuilder(answered.value().number() + ":");
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            line.append(' ').append(answered.answers().get(i).text().replace('\n', '/'));
            line.append(answered.answers().get(i).leftOut().stream()
                    .map(span -> text.substring(span.start(), span.end()))
                    .collect(Collectors.joining("|", " [", "]")));
        }
        return line.toString();
    }

    @Test
    void shouldNameWhatAnExcerptLeavesOut() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology(), SALIENCE, model)) {
            Tickets.in(driver).pipe("k", Ticket.of(LONG));
            driver.runBatches();

            assertThat(Stages.out(driver).values())
                    .singleElement()
                    .asString()
                    .startsWith("0: One")
                    .contains("[")
                    .doesNotContain("[]");
            org.assertj.core.api.Assertions.assertThat(model.texts()).hasSize(1);
            driver.assertNothingPending();
        }
    }

    @Test
    void shouldExcerptByDefault() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology(), model)) {
            Tickets.in(driver).pipe("k", Ticket.of(LONG));
            driver.runBatches();

            assertThat(Stages.out(driver).values()).hasSize(1);
            assertThat(driver).refusedNothing();
        }
    }

    @Test
    void shouldRefuseWhatIsTooLongWhereToldTo() {
        try (EnrichmentDriver driver =
                EnrichmentDriver.of(topology(), Map.of("milena.text.overflow", "refuse"), model)) {
            Tickets.in(driver).pipe("k", Ticket.of(LONG));

            assertThat(driver).refused(RefusalCode.TOO_MANY_TOKENS);
        }
    }

    @Test
    void shouldAskThePartsAndThenTheirSummaries() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology(), IN_PARTS, model)) {
            Tickets.in(driver).pipe("k", Ticket.of(LONG));
            driver.runBatches();

            assertThat(model).wasAsked(FIRST, SECOND, THIRD, "One four.\nFive eight.\nNine twelve.");
            assertThat(Stages.out(driver)).values().containsExactly("0: One twelve. []");
            driver.assertNothingPending();
        }
    }

    @Test
    void shouldKeepTheOrderOfAKeyWhereALongTextTakesRounds() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology(), IN_PARTS, model)) {
            Tickets.in(driver)
                    .pipe("k", Ticket.numbered(LONG, "Short one here.", LONG + "#Well now then.#" + LONG, "End."));
            driver.runBatches();

            assertThat(Stages.out(driver))
                    .values()
                    .containsExactly(
                            "0: One twelve. []",
                            "1: Short here. []",
                            "2: One twelve. [] Well then. [] One twelve. []",
                            "3: End. []");
            driver.assertNothingPending();
        }
    }

    @Test
    void shouldAskEverythingAgainAfterACrashBetweenTheRounds() {
        model.taking(Duration.ofSeconds(1));
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology(), IN_PARTS, model)) {
            Tickets.in(driver).pipe("k", Ticket.of(LONG));
            while (model.texts().stream().noneMatch(text -> text.contains("\n"))) {
                driver.advance(TICK);
            }
            driver.crash();
            driver.restart();
            assertThat(Stages.out(driver).values()).isEmpty();
            org.assertj.core.api.Assertions.assertThat(driver.pending("ask")).isEqualTo(1);
            model.clearBatches();
            driver.runBatches();

            org.assertj.core.api.Assertions.assertThat(model.texts()).contains(FIRST, SECOND, THIRD);
            assertThat(Stages.out(driver)).values().containsExactly("0: One twelve. []");
            driver.assertNothingPending();
        }
    }

    @Test
    void shouldRefuseATextOneOfWhosePartsFails() {
        model.failingOn(SECOND);
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology(), IN_PARTS, model)) {
            Tickets.in(driver).pipe("k", Ticket.numbered(LONG, "Well now then."));
            driver.runBatches();

            assertThat(driver).refused(RefusalCode.ENGINE_FAILED);
            assertThat(Stages.out(driver)).values().containsExactly("1: Well then. []");
            driver.assertNothingPending();
        }
    }

    @Test
    void shouldNameAPartThatFailsWhereItMay() {
        model.failingOn(SECOND);
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology(), IN_PARTS_THAT_MAY_FAIL, model)) {
            Tickets.in(driver).pipe("k", Ticket.of(LONG));
            driver.runBatches();

            assertThat(Stages.out(driver)).values().containsExactly("0: One twelve. [" + SECOND + "]");
            driver.assertNothingPending();
        }
    }

    @Test
    void shouldRefuseATextWhoseSummariesFail() {
        model.failingOn(text -> text.contains("\n"));
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology(), IN_PARTS, model)) {
            Tickets.in(driver).pipe("k", Ticket.numbered(LONG, "Well now then."));
            driver.runBatches();

            assertThat(driver).refused(RefusalCode.ENGINE_FAILED);
            assertThat(Stages.out(driver)).values().containsExactly("1: Well then. []");
            driver.assertNothingPending();
        }
    }
}
