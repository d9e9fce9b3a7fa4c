// SPDX-License-Identifier: Apache-2.0
package dev.milena.host;

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
import org.apache.kafka.streams.kstream.Repartitioned;

/** A user's topology. */
final class Tickets {

    private Tickets() {}

    static Topology topology(Models models) {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, String> tickets = builder.stream("tickets", Consumed.with(Serdes.String(), Serdes.String()))
                .repartition(
                        Repartitioned.with(Serdes.String(), Serdes.String()).withName("by-customer"));
        Enriched<String, String> enriched = Enrichment.<String, String>named("translate")
                .models(models)
                .text(TextRequest::of)
                .pendingAs(Serdes.String(), Serdes.String())
                .apply(tickets);
        Produced<String, String> strings = Produced.with(Serdes.String(), Serdes.String());
        enriched.answers((ticket, answer) -> answer.text()).to("tickets-done", strings);
        enriched.refusals().mapValues(refusal -> refusal.code().name()).to("tickets-refused", strings);
        return builder.build();
    }
}
