// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/** A user's own record, and a serde that cannot read one with the body {@value #UNREADABLE}. */
record Ticket(
        int number,
        String body,
        @Nullable String german,
        @Nullable String title) {
    static final String UNREADABLE = "unreadable";
    static final String UNWRITABLE = "unwritable";

    static final Serde<Ticket> SERDE =
            Serdes.serdeFrom((topic, ticket) -> write(ticket), (topic, bytes) -> read(bytes));

    static Ticket of(int number, String body) {
        return new Ticket(number, body, null, null);
    }

    static Ticket of(String body) {
        return of(0, body);
    }

    static Ticket[] numbered(String... bodies) {
        Ticket[] tickets = new Ticket[bodies.length];
        for (int i = 0; i < bodies.length; i++) {
            tickets[i] = of(i, bodies[i]);
        }
        return tickets;
    }

    Ticket withGerman(String text) {
        return new Ticket(number, body, text, title);
    }

    Ticket withTitle(String text) {
        return new Ticket(number, body, german, text);
    }

    @SuppressWarnings("NullAway") // Kafka's serializers take and return null
    private static byte[] write(@Nullable Ticket ticket) {
        if (ticket == null) {
            return null;
        }
        if (ticket.body.equals(UNWRITABLE)) {
            throw new SerializationException("no such ticket");
        }
        return (ticket.number + "|" + ticket.body + "|" + or(ticket.german) + "|" + or(ticket.title))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String or(@Nullable String text) {
        return text == null ? "" : text;
    }

    @SuppressWarnings("NullAway") // Kafka's deserializers take and return null
    private static Ticket read(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        List<String> fields = List.of(new String(bytes, StandardCharsets.UTF_8).split("\\|", -1));
        if (fields.get(1).equals(UNREADABLE)) {
            throw new SerializationException("no such ticket");
        }
        return new Ticket(Integer.parseInt(fields.get(0)), fields.get(1), empty(fields.get(2)), empty(fields.get(3)));
    }

    private static @Nullable String empty(String text) {
        return text.isEmpty() ? null : text;
    }
}
