package tickets;

import static dev.milena.testkit.assertions.EnrichmentAssertions.assertThat;

import dev.milena.api.RefusalCode;
import dev.milena.testkit.EnrichmentDriver;
import dev.milena.testkit.ScriptedModel;
import org.junit.jupiter.api.Test;

class TicketsTest {
    private final ScriptedModel model = ScriptedModel.named("en-de").answering("Good morning", "Guten Morgen");

    @Test
    void shouldTranslateATicket() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, model)) {
            driver.input("tickets", Tickets.STRINGS, Tickets.TICKETS).pipe("anna", Ticket.of("Good morning"));
            driver.runBatches();
            assertThat(driver.output("tickets-done", Tickets.STRINGS, Tickets.TICKETS))
                    .values()
                    .containsExactly(new Ticket("Good morning", "Guten Morgen"));
        }
    }

    @Test
    void shouldAnswerTheOthersInOrderWhenOneTextBreaksItsBatch() {
        model.failingOn("poison");
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, model)) {
            driver.input("tickets", Tickets.STRINGS, Tickets.TICKETS)
                    .pipe("anna", Ticket.of("one"), Ticket.of("poison"), Ticket.of("three"));
            driver.runBatches();
            assertThat(driver.output("tickets-done", Tickets.STRINGS, Tickets.TICKETS))
                    .values()
                    .extracting(Ticket::german)
                    .containsExactly("<one>", "<three>");
            assertThat(driver).refused(RefusalCode.ENGINE_FAILED).hasNothingPending();
        }
    }
}
