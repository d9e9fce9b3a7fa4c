// SPDX-License-Identifier: Apache-2.0
package example;

import dev.milena.streams.record.Refusal;

/** A ticket of a help desk: a record of our own. */
public record Ticket(String id, String body, String german, String title, String problem) {
    public static Ticket of(String id, String body) {
        return new Ticket(id, body, null, null, null);
    }

    Ticket withGerman(String text) {
        return new Ticket(id, body, text, title, problem);
    }

    Ticket withTitle(String text) {
        return new Ticket(id, body, german, text, problem);
    }

    /** The ticket with the reason; there is none where the pending store could not give it back. */
    static Ticket refused(Refusal<Ticket> refusal) {
        String problem = refusal.code() + ": " + refusal.message();
        Ticket ticket = refusal.value();
        return ticket == null
                ? new Ticket(null, null, null, null, problem)
                : new Ticket(ticket.id, ticket.body, ticket.german, ticket.title, problem);
    }
}
