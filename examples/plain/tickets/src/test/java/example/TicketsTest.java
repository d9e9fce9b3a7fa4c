// SPDX-License-Identifier: Apache-2.0
package example;

import static dev.milena.testkit.assertions.EnrichmentAssertions.assertThat;
import static dev.milena.testkit.assertions.EnrichmentAssertions.assertThatThrownBy;

import dev.milena.api.RefusalCode;
import dev.milena.testkit.EnrichmentDriver;
import dev.milena.testkit.ScriptedModel;
import org.junit.jupiter.api.Test;

class TicketsTest {
    private final ScriptedModel translator = ScriptedModel.named("en-de");
    private final ScriptedModel headline = ScriptedModel.named("headline").task("summarization");

    @Test
    void shouldTranslateATicketAndGiveItATitle() {
        translator.answering("My printer is on fire.", "Mein Drucker brennt.");
        headline.answering("My printer is on fire.", "Printer on fire");
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, translator, headline)) {
            driver.input("tickets", Tickets.KEYS, Tickets.TICKETS)
                    .pipe("anna", Ticket.of("1", "My printer is on fire."));
            driver.runBatches();
            assertThat(driver.output("tickets-done", Tickets.KEYS, Tickets.TICKETS))
                    .values()
                    .containsExactly(
                            new Ticket("1", "My printer is on fire.", "Mein Drucker brennt.", "Printer on fire", null));
        }
    }

    @Test
    void shouldSendATicketThatNoModelCanReadToItsTopicAndAnswerTheOthers() {
        translator.failingOn("poison");
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, translator, headline)) {
            driver.input("tickets", Tickets.KEYS, Tickets.TICKETS)
                    .pipe("anna", Ticket.of("1", "first"), Ticket.of("2", "poison"), Ticket.of("3", "last"));
            driver.runBatches();
            assertThat(driver.output("tickets-done", Tickets.KEYS, Tickets.TICKETS))
                    .values()
                    .extracting(Ticket::id)
                    .containsExactly("1", "3");
            assertThat(driver).refused(RefusalCode.ENGINE_FAILED).hasNothingPending();
        }
    }

    /** Tests of a topology need no model's native code. */
    @Test
    void shouldRunWithoutAnInferenceLibraryOnTheClassPath() {
        assertThatThrownBy(() -> Class.forName("ai.onnxruntime.OrtEnvironment"))
                .isInstanceOf(ClassNotFoundException.class);
    }
}
