// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import dev.milena.api.TextRequest;
import dev.milena.streams.Enriched;
import dev.milena.streams.Enrichment;
import dev.milena.streams.Models;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;

/** A user's topology: tickets are translated. */
final class Tickets {
    private Tickets() {}

    static Topology topology(Models models) {
        StreamsBuilder builder = new StreamsBuilder();
        Enriched<String, Ticket> german = translated(models, source(builder));
        german.answers((ticket, answer) -> ticket.withGerman(answer.text()))
                .to("tickets-done", Produced.with(Serdes.String(), Ticket.SERDE));
        german.refusals()
                .mapValues(refusal -> refusal.code() + ": " + refusal.message())
                .to("tickets-refused", Produced.with(Serdes.String(), Serdes.String()));
        return builder.build();
    }

    static KStream<String, Ticket> source(StreamsBuilder builder) {
        return builder.stream("tickets", Consumed.with(Serdes.String(), Ticket.SERDE));
    }

    static Enriched<String, Ticket> translated(Models models, KStream<String, Ticket> tickets) {
        return Enrichment.<String, Ticket>named("translate")
                .models(models)
                .text(ticket -> TextRequest.of(ticket.body()).into("de"))
                .pendingAs(Serdes.String(), Ticket.SERDE)
                .apply(tickets);
    }

    static InputTopic<String, Ticket> in(EnrichmentDriver driver) {
        return driver.input("tickets", Serdes.String(), Ticket.SERDE);
    }

    static OutputTopic<String, Ticket> done(EnrichmentDriver driver) {
        return driver.output("tickets-done", Serdes.String(), Ticket.SERDE);
    }

    static OutputTopic<String, String> refused(EnrichmentDriver driver) {
        return driver.output("tickets-refused", Serdes.String(), Serdes.String());
    }
}
