// SPDX-License-Identifier: Apache-2.0
package example;

import dev.milena.api.TextRequest;
import dev.milena.streams.Enriched;
import dev.milena.streams.Enrichment;
import dev.milena.streams.Models;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;

/** Tickets are translated, then given a title; what is refused on the way goes to a topic of its own, with the reason. */
public final class Tickets {
    public static final Serde<String> KEYS = Serdes.String();
    public static final Serde<Ticket> TICKETS = new JsonSerde<>(Ticket.class);

    private Tickets() {}

    public static Topology topology(Models models) {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, Ticket> tickets = builder.stream("tickets", Consumed.with(KEYS, TICKETS));

        Enriched<String, Ticket> german = Enrichment.<String, Ticket>named("translate")
                .models(models)
                .text(ticket -> TextRequest.of(ticket.body()).into("de"))
                .pendingAs(KEYS, TICKETS)
                .apply(tickets);
        Enriched<String, Ticket> titled = Enrichment.<String, Ticket>named("summarize")
                .models(models)
                .text(ticket -> TextRequest.of(ticket.body()).task("summarization"))
                .pendingAs(KEYS, TICKETS)
                .apply(german.answers((ticket, answer) -> ticket.withGerman(answer.text())));

        titled.answers((ticket, answer) -> ticket.withTitle(answer.text()))
                .to("tickets-done", Produced.with(KEYS, TICKETS));
        german.refusals()
                .merge(titled.refusals())
                .mapValues(Ticket::refused)
                .to("tickets-refused", Produced.with(KEYS, TICKETS));
        return builder.build();
    }
}
