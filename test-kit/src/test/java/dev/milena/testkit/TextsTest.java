// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import static dev.milena.testkit.assertions.EnrichmentAssertions.assertThat;

import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.streams.Models;
import dev.milena.streams.record.AnsweredRecord;
import dev.milena.streams.record.PartialAnswers;
import dev.milena.streams.record.TextResult;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** Records with no text, one, or several. */
class TextsTest {
    private static final Duration TICK = Duration.ofMillis(10);

    private final ScriptedModel model = ScriptedModel.named("en-de").into("de");
    private final ScriptedModel slow = ScriptedModel.named("slow").into("fr").taking(Duration.ofSeconds(5));

    @Test
    void shouldPassARecordWithoutTextsInItsPlace() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(words(PartialAnswers.REFUSE), model)) {
            InputTopic<String, Ticket> input = Tickets.in(driver);
            input.pipe("k", Ticket.numbered("a", "", "b")).pipe("j", Ticket.of(7, ""));
            assertThat(Stages.out(driver)).values().containsExactly("7:");
            driver.runBatches();

            assertThat(Stages.out(driver)).valuesOf("k").containsExactly("0: <a>", "1:", "2: <b>");
            assertThat(model).wasAsked("a", "b");
            driver.assertNothingPending();
        }
    }

    @Test
    void shouldPassTombstonesInTheirPlaceWithHeaders() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, model)) {
            InputTopic<String, Ticket> input = Tickets.in(driver);
            input.pipe("k", Ticket.of("a")).pipe("k", null, new RecordHeaders().add("h", new byte[] {1}));
            input.pipeTombstone("j");
            assertThat(Tickets.done(driver)).keys().containsExactly("j");
            driver.crash();
            driver.restart();
            driver.runBatches();

            assertThat(Tickets.done(driver).valuesOf("k")).hasSize(2).element(1).isNull();
            assertThat(Tickets.done(driver)).keys().containsExactly("j", "k", "k");
            TestRecord<String, Ticket> tombstone =
                    Tickets.done(driver).records().get(2);
            assertThat(tombstone.headers().lastHeader("h").value()).containsExactly(1);
            assertThat(driver).refusedNothing();
        }
    }

    @Test
    void shouldPassRecordsWithoutAKey() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, model)) {
            Tickets.in(driver).pipe(null, Ticket.numbered("a", "b"));
            driver.crash();
            driver.restart();
            driver.runBatches();

            assertThat(Tickets.done(driver)).keepsOrderPerKeyBy(Ticket::number).hasSize(2);
        }
    }

    @Test
    void shouldAnswerAllTextsOfARecordTogether() {
        Function<Models, Topology> topology = Stages.of(
                asking -> asking.texts(ticket -> List.of(
                        TextRequest.of(ticket.body()).into("de"),
                        TextRequest.of(ticket.body()).into("fr"))),
                Stages::numbered);
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology, model, slow)) {
            Tickets.in(driver).pipe("k", Ticket.of("a"));
            driver.advance(TICK);
            driver.advance(Duration.ofSeconds(1));
            assertThat(model).ranBatchesOf(1);
            assertThat(Stages.out(driver)).isEmpty();
            driver.advance(Duration.ofSeconds(5));

            assertThat(Stages.out(driver)).values().containsExactly("0: <a> <a>");
        }
    }

    @Test
    void shouldRefuseTheWholeRecordWhenOneOfItsTextsIsRefused() {
        model.failingOn("poison").refusing("no", RefusalCode.INVALID_TARGET);
        try (EnrichmentDriver driver = EnrichmentDriver.of(words(PartialAnswers.REFUSE), model)) {
            Tickets.in(driver).pipe("k", Ticket.numbered("a poison", "b no", "c d"));
            driver.runBatches();

            assertThat(Stages.out(driver)).values().containsExactly("2: <c> <d>");
            assertThat(driver).refused(RefusalCode.INVALID_TARGET, RefusalCode.ENGINE_FAILED);
            driver.assertNothingPending();
        }
    }

    @Test
    void shouldMergeWithWhatThereIsWhenToldTo() {
        model.failingOn("poison").refusing("no", RefusalCode.INVALID_TARGET);
        try (EnrichmentDriver driver = EnrichmentDriver.of(words(PartialAnswers.MERGE), model)) {
            Tickets.in(driver).pipe("k", Ticket.numbered("a poison b", "no c", "no no"));
            driver.runBatches();

            assertThat(Stages.out(driver))
                    .values()
                    .containsExactly(
                            "0: <a> ENGINE_FAILED <b>", "1: INVALID_TARGET <c>", "2: INVALID_TARGET INVALID_TARGET");
            assertThat(Stages.refused(driver)).isEmpty();
            driver.assertNothingPending();
        }
    }

    @Test
    void shouldMergeAPartlyRefusedRecordAfterACrash() {
        model.refusing("no", RefusalCode.INVALID_TARGET);
        try (EnrichmentDriver driver = EnrichmentDriver.of(words(PartialAnswers.MERGE), model)) {
            Tickets.in(driver).pipe("k", Ticket.of("no c"));
            driver.crash();
            driver.restart();
            driver.runBatches();

            assertThat(Stages.out(driver)).values().containsExactly("0: INVALID_TARGET <c>");
        }
    }

    @Test
    void shouldLetTheUserRefuseInHisOwnWords() {
        Function<Models, Topology> topology = Stages.of(
                asking -> asking.textsOf(input -> {
                    throw new TextRefusedException(RefusalCode.EMPTY_TEXT, "not on a Sunday");
                }),
                Stages::numbered);
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology, model)) {
            Tickets.in(driver).pipe("k", Ticket.of(3, "a"));

            assertThat(Stages.refused(driver)).values().containsExactly("EMPTY_TEXT of 3 tickets-0@0");
        }
    }

    /** A text a word, all into the answer's line, refused ones by their code. */
    private static Function<Models, Topology> words(PartialAnswers policy) {
        return Stages.of(
                asking -> asking.onPartRefused(policy)
                        .texts(ticket -> Arrays.stream(ticket.body().split(" ", -1))
                                .filter(word -> !word.isEmpty())
                                .map(TextRequest::of)
                                .toList()),
                TextsTest::results);
    }

    private static String results(AnsweredRecord<String, Ticket> answered) {
        StringBuilder line = new StringBuilder();
        line.append(Objects.requireNonNull(answered.value()).number()).append(':');
        for (TextResult result : answered.results()) {
            line.append(' ');
            if (result instanceof TextResult.Answered done) {
                line.append(done.answer().text());
            } else if (result instanceof TextResult.Refused refused) {
                line.append(refused.code());
            }
        }
        return line.toString();
    }
}
