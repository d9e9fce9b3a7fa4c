// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import static dev.milena.testkit.assertions.EnrichmentAssertions.assertThat;
import static org.apache.kafka.common.serialization.Serdes.String;

import dev.milena.api.RefusalCode;
import org.junit.jupiter.api.Test;

/** A user's first test, and the second. */
class FirstTest {
    private final ScriptedModel model = ScriptedModel.named("en-de").answering("good morning", "guten Morgen");

    @Test
    void shouldTranslateATicket() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, model)) {
            driver.input("tickets", String(), Ticket.SERDE).pipe("k", Ticket.of("good morning"));
            driver.runBatches();
            assertThat(driver.output("tickets-done", String(), Ticket.SERDE))
                    .values()
                    .extracting(Ticket::german)
                    .containsExactly("guten Morgen");
        }
    }

    @Test
    void shouldAnswerTheOthersInOrderWhenOneTextBreaksItsBatch() {
        model.failingOn("poison");
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, model)) {
            driver.input("tickets", String(), Ticket.SERDE).pipe("k", Ticket.numbered("a", "poison", "b"));
            driver.runBatches();
            assertThat(driver.output("tickets-done", String(), Ticket.SERDE))
                    .values()
                    .extracting(Ticket::german)
                    .containsExactly("<a>", "<b>");
            assertThat(driver).refused(RefusalCode.ENGINE_FAILED).hasNothingPending();
            assertThat(model).ranBatchesOf(3, 1, 1, 1);
        }
    }
}
