package tickets;

import dev.milena.api.TextRequest;
import dev.milena.streams.Enriched;
import dev.milena.streams.Enrichment;
import dev.milena.streams.Models;
import dev.milena.streams.record.Refusal;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;

public final class Tickets {
    static final Serde<String> STRINGS = Serdes.String();
    static final Serde<Ticket> TICKETS = new TicketSerde();

    public static Topology topology(Models models) {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, Ticket> tickets = builder.stream("tickets", Consumed.with(STRINGS, TICKETS));

        Enriched<String, Ticket> german = Enrichment.<String, Ticket>named("translate")
                .models(models)
                .text(ticket -> TextRequest.of(ticket.body()).into("de"))
                .pendingAs(STRINGS, TICKETS)
                .apply(tickets);
        german.answers((ticket, answer) -> ticket.inGerman(answer.text()))
                .to("tickets-done", Produced.with(STRINGS, TICKETS));
        german.refusals().mapValues(Refusal::message).to("tickets-refused", Produced.with(STRINGS, STRINGS));

        return builder.build();
    }
}
