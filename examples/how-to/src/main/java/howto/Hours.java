// SPDX-License-Identifier: Apache-2.0
package howto;

import dev.milena.streams.Models;
import dev.milena.streams.Summaries;
import dev.milena.streams.Summarized;
import dev.milena.streams.record.Refusal;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;

/** What was said of each product within an hour. */
public final class Hours {
    /** An hour of a product. */
    public record Hour(long start, String summary) {}

    private Hours() {}

    public static Topology topology(Models models) {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, Review> reviews = builder.stream("reviews", Consumed.with(Reviews.STRINGS, Reviews.REVIEWS));
        Summarized<String, Review> hourly = Summaries.<String, Review>named("hourly")
                .over(TimeWindows.ofSizeAndGrace(Duration.ofHours(1), Duration.ofMinutes(5)))
                .text(Review::text)
                .keysAs(Serdes.String())
                .models(models)
                .idleAfter(Duration.ofMinutes(1))
                .apply(reviews);

        hourly.summaries(summary -> new Hour(summary.window().start(), summary.text()))
                .to("hours", Produced.with(Serdes.String(), new JsonSerde<>(Hour.class)));
        hourly.refusals().mapValues(Refusal::message).to("hours-refused", Produced.with(Serdes.String(), Serdes.String()));
        hourly.rejected().mapValues(Refusal::message).to("reviews-rejected", Produced.with(Serdes.String(), Serdes.String()));
        return builder.build();
    }
}
