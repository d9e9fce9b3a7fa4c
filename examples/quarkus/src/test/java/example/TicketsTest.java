// SPDX-License-Identifier: Apache-2.0
package example;

import static dev.milena.testkit.assertions.EnrichmentAssertions.assertThat;

import dev.milena.api.RefusalCode;
import dev.milena.testkit.EnrichmentDriver;
import dev.milena.testkit.ScriptedModel;
import org.junit.jupiter.api.Test;

/** The topology alone: neither Quarkus nor a broker. */
class TicketsTest {
    private final ScriptedModel model = ScriptedModel.named("en-de").answering("Hello", "Hallo");

    @Test
    void shouldTranslateATicket() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, model)) {
            driver.input("tickets", Tickets.KEYS, Tickets.TICKETS).pipe("anna", Ticket.of("1", "Hello"));
            driver.runBatches();
            assertThat(driver.output("tickets-done", Tickets.KEYS, Tickets.TICKETS))
                    .values()
                    .containsExactly(new Ticket("1", "Hello", "Hallo"));
        }
    }

    @Test
    void shouldRefuseATicketWithoutText() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, model)) {
            driver.input("tickets", Tickets.KEYS, Tickets.TICKETS).pipe("anna", Ticket.of("1", " "));
            driver.runBatches();
            assertThat(driver).refused(RefusalCode.EMPTY_TEXT).hasNothingPending();
        }
    }
}
