// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import static dev.milena.testkit.assertions.EnrichmentAssertions.assertThat;
import static dev.milena.testkit.assertions.EnrichmentAssertions.assertThatThrownBy;

import dev.milena.api.Answer;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextRequest;
import dev.milena.api.WordAlignment;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Each assertion holds where it should, and fails where it should not. */
class AssertionsTest {
    private final ScriptedModel model = ScriptedModel.named("en-de").into("de").failingOn("poison");

    @Test
    void shouldJudgeWhatComesOut() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, model)) {
            OutputTopic<String, Ticket> done = Tickets.done(driver);
            assertThat(done).isEmpty();
            assertFails(() -> assertThat(done).hasSize(1), "tickets-done");
            assertFails(() -> assertThat(done).keepsOrderPerKeyBy(Ticket::number), "not to be empty");
            assertFails(() -> assertThat(done).hasEachOnceBy(Ticket::number), "not to be empty");
            assertFails(() -> assertThat(done).hasHeader("trace", "7"), "not to be empty");

            Tickets.in(driver)
                    .pipe("k", Ticket.of(2, "a"), new RecordHeaders().add("trace", new byte[] {'7'}))
                    .pipe("j", Ticket.of(1, "b"), new RecordHeaders().add("trace", new byte[] {'7'}));
            driver.runBatches();
            assertThat(done)
                    .hasSize(2)
                    .keepsOrderPerKeyBy(Ticket::number)
                    .hasEachOnceBy(Ticket::number)
                    .hasHeader("trace", "7");
            assertThat(done).keys().containsExactlyInAnyOrder("k", "j");
            assertThat(done).valuesOf("j").extracting(Ticket::german).containsExactly("<b>");
            assertThat(done).records().hasSize(2);
            assertFails(() -> assertThat(done).isEmpty(), "tickets-done");
            assertFails(() -> assertThat(done).hasHeader("trace", "8"), "trace=8");
            assertFails(() -> assertThat(done).hasHeader("other", "7"), "has null");

            Tickets.in(driver).pipe("k", Ticket.of(2, "a"));
            driver.runBatches();
            assertFails(() -> assertThat(done).keepsOrderPerKeyBy(Ticket::number), "2 comes before 2");
            assertFails(() -> assertThat(done).hasEachOnceBy(Ticket::number), "2 comes twice");
            assertFails(() -> assertThat(done).hasHeader("trace", "7"), "key k has null");
        }
    }

    @Test
    void shouldJudgeWhatIsRefusedAndPending() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, model)) {
            assertThat(driver).refusedNothing().hasNothingPending();
            Tickets.in(driver).pipe("k", Ticket.of("poison"));
            assertThat(driver).hasPending("translate", 1);
            assertFails(() -> assertThat(driver).hasNothingPending(), "translate-pending=1");
            assertFails(() -> assertThat(driver).hasPending("translate", 2), "pending records of 'translate'");

            driver.runBatches();
            assertThat(driver)
                    .refused(RefusalCode.ENGINE_FAILED)
                    .refusedBy("translate", RefusalCode.ENGINE_FAILED)
                    .refusedBy("other");
            assertFails(() -> assertThat(driver).refusedNothing(), "refusals");
            assertFails(() -> assertThat(driver).refused(RefusalCode.EMPTY_TEXT), "ENGINE_FAILED");
            assertFails(() -> assertThat(driver).refusedBy("translate"), "refusals of 'translate'");
        }
    }

    @Test
    void shouldJudgeWhatAModelWasAsked() throws Exception {
        assertThat(model).wasNeverAsked();
        Answer unused = answer("a");
        assertThat(model).ranBatchesOf(1).wasAsked("a");
        assertFails(() -> assertThat(model).wasNeverAsked(), "batches of ScriptedModel[en-de]");
        assertFails(() -> assertThat(model).ranBatchesOf(2), "batches of");
        assertFails(() -> assertThat(model).wasAsked("b"), "texts of");
    }

    @Test
    void shouldJudgeAnAnswer() throws Exception {
        model.answering("good morning", "guten Morgen").from("en").confidence(0.5);
        Answer answer = answer("good morning");

        assertThat(answer)
                .hasText("guten Morgen")
                .isTranslated("en", "de")
                .hasConfidence(0.5)
                .ofText("good morning")
                .alignsWord("guten", "good")
                .isFullyAligned()
                .hasAttention();
        assertFails(() -> assertThat(answer).hasText("moin"), "text of the answer");
        assertFails(() -> assertThat(answer).isTranslated("en", "fr"), "target language");
        assertFails(() -> assertThat(answer).isTranslated("nl", "de"), "source language");
        assertFails(() -> assertThat(answer).hasConfidence(0.6), "confidence");
        assertFails(() -> assertThat(answer).ofText("good morning").alignsWord("guten", "morning"), "'guten'");
        assertFails(() -> assertThat(answer).ofText("good morning").alignsWord("Abend", "good"), "words of the answer");
        assertThatThrownBy(() -> assertThat(answer).alignsWord("guten", "good")).hasMessageContaining("ofText(...)");

        Answer bare = new Answer("x", null, null, 0, 0, 0, answer.finishReason(), 1, 1, answer.words(), null);
        assertFails(() -> assertThat(bare).hasAttention(), "hold attention");
        Answer unaligned = new Answer(
                "guten Morgen",
                null,
                null,
                0,
                0,
                0,
                answer.finishReason(),
                1,
                1,
                new WordAlignment(
                        answer.words().sourceWords(),
                        answer.words().outputWords(),
                        answer.words().links().subList(0, 1)),
                null);
        assertFails(() -> assertThat(unaligned).isFullyAligned(), "linked output words");
    }

    private Answer answer(String text) throws Exception {
        return model.answer(List.of(model.prepare(TextRequest.of(text)))).get(0);
    }

    private static void assertFails(ThrowingCallable assertion, String message) {
        assertThatThrownBy(assertion).isInstanceOf(AssertionError.class).hasMessageContaining(message);
    }
}
