// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import dev.milena.streams.Enriched;
import dev.milena.streams.Enrichment;
import dev.milena.streams.Models;
import dev.milena.streams.record.AnsweredRecord;
import dev.milena.streams.record.SourceCoordinates;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;

/** One enrichment between {@code tickets} and {@code out}, as a test wants it. */
final class Stages {
    private Stages() {}

    /** With what comes before it, how it asks and how it merges. */
    static Function<Models, Topology> of(
            UnaryOperator<KStream<String, Ticket>> before,
            UnaryOperator<Enrichment<String, Ticket>> asking,
            Function<AnsweredRecord<String, Ticket>, String> merger) {
        return models -> {
            StreamsBuilder builder = new StreamsBuilder();
            Enriched<String, Ticket> enriched = asking.apply(Enrichment.<String, Ticket>named("ask")
                            .models(models)
                            .pendingAs(Serdes.String(), Ticket.SERDE))
                    .apply(before.apply(Tickets.source(builder)));
            enriched.answers(merger).to("out", Produced.with(Serdes.String(), Serdes.String()));
            enriched.refusals()
                    .mapValues(refusal -> refusal.code() + " of "
                            + (refusal.value() == null ? "?" : refusal.value().number()) + " "
                            + refusal.source().map(SourceCoordinates::toString).orElse("nowhere"))
                    .to("refused", Produced.with(Serdes.String(), Serdes.String()));
            return builder.build();
        };
    }

    /** Right behind the source. */
    static Function<Models, Topology> of(
            UnaryOperator<Enrichment<String, Ticket>> asking, Function<AnsweredRecord<String, Ticket>, String> merger) {
        return of(tickets -> tickets, asking, merger);
    }

    /** Number and all answers, such as {@code 3: <a> <b>}. */
    static String numbered(AnsweredRecord<String, Ticket> answered) {
        StringBuilder line = new StringBuilder();
        line.append(answered.value() == null ? "?" : answered.value().number()).append(":");
        answered.answers().forEach(answer -> line.append(' ').append(answer.text()));
        return line.toString();
    }

    static OutputTopic<String, String> out(EnrichmentDriver driver) {
        return driver.output("out", Serdes.String(), Serdes.String());
    }

    static OutputTopic<String, String> refused(EnrichmentDriver driver) {
        return driver.output("refused", Serdes.String(), Serdes.String());
    }
}
