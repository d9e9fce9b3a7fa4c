// SPDX-License-Identifier: Apache-2.0
package example;

import static dev.milena.testkit.assertions.EnrichmentAssertions.assertThat;

import dev.milena.api.RefusalCode;
import dev.milena.streams.Models;
import dev.milena.testkit.EnrichmentDriver;
import dev.milena.testkit.ScriptedModel;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;

/** The topology alone: neither Spring nor a broker. */
class TicketsTest {
    private final ScriptedModel model = ScriptedModel.named("en-de").answering("Hello", "Hallo");

    @Test
    void shouldTranslateATicket() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(TicketsTest::topology, model)) {
            driver.input("tickets", Tickets.KEYS, Tickets.TICKETS).pipe("anna", Ticket.of("1", "Hello"));
            driver.runBatches();
            assertThat(driver.output("tickets-done", Tickets.KEYS, Tickets.TICKETS))
                    .values()
                    .containsExactly(new Ticket("1", "Hello", "Hallo"));
        }
    }

    @Test
    void shouldRefuseATicketWithoutText() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(TicketsTest::topology, model)) {
            driver.input("tickets", Tickets.KEYS, Tickets.TICKETS).pipe("anna", Ticket.of("1", " "));
            driver.runBatches();
            assertThat(driver).refused(RefusalCode.EMPTY_TEXT).hasNothingPending();
        }
    }

    private static Topology topology(Models models) {
        StreamsBuilder builder = new StreamsBuilder();
        Tickets.define(builder, models);
        return builder.build();
    }
}
