// SPDX-License-Identifier: Apache-2.0
package example;

import dev.milena.api.TextRequest;
import dev.milena.streams.Enriched;
import dev.milena.streams.Enrichment;
import dev.milena.streams.Models;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.springframework.kafka.support.serializer.JacksonJsonSerde;

/** Tickets are translated; why one is refused goes to a topic of its own. Knows nothing of beans. */
public final class Tickets {
    public static final Serde<String> KEYS = Serdes.String();
    public static final Serde<Ticket> TICKETS =
            new JacksonJsonSerde<>(Ticket.class).noTypeInfo().ignoreTypeHeaders();

    private Tickets() {}

    static void define(StreamsBuilder builder, Models models) {
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
    }
}
