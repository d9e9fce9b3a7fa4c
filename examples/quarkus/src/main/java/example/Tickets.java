// SPDX-License-Identifier: Apache-2.0
package example;

import dev.milena.api.TextRequest;
import dev.milena.streams.Enriched;
import dev.milena.streams.Enrichment;
import dev.milena.streams.Models;
import io.quarkus.kafka.client.serialization.ObjectMapperSerde;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;

/** Tickets are translated; why one is refused goes to a topic of its own. Knows nothing of beans. */
public final class Tickets {
    public static final Serde<String> KEYS = Serdes.String();
    public static final Serde<Ticket> TICKETS = new ObjectMapperSerde<>(Ticket.class);

    private Tickets() {}

    static Topology topology(Models models) {
        StreamsBuilder builder = new StreamsBuilder();
        Enriched<String, Ticket> german = Enrichment.<String, Ticket>named("translate")
                .models(models)
                .text(ticket -> TextRequest.of(ticket.body()).into("de"))
                .pendingAs(KEYS, TICKETS)
                .apply(builder.stream("tickets", Consumed.with(KEYS, TICKETS)));
        german.answers((ticket, answer) -> ticket.withGerman(answer.text()))
                .to("tickets-done", Produced.with(KEYS, TICKETS));
        german.refusals()
                .mapValues(refusal -> refusal.code() + ": " + refusal.message())
                .to("tickets-refused", Produced.with(KEYS, Serdes.String()));
        return builder.build();
    }
}
