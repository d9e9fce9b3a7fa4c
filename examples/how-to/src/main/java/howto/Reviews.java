// SPDX-License-Identifier: Apache-2.0
package howto;

import dev.milena.api.Answer;
import dev.milena.api.TextRequest;
import dev.milena.streams.Enriched;
import dev.milena.streams.Enrichment;
import dev.milena.streams.Models;
import dev.milena.streams.record.AnsweredRecord;
import dev.milena.streams.record.PartialAnswers;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;

/** Published reviews are translated twice and get a headline; drafts pass. */
public final class Reviews {
    public static final Serde<String> STRINGS = Serdes.String();
    public static final Serde<Review> REVIEWS = new JsonSerde<>(Review.class);

    private Reviews() {}

    public static Topology topology(Models models) {
        StreamsBuilder builder = new StreamsBuilder();
        Enriched<String, Review> enriched = Enrichment.<String, Review>named("reviews")
                .models(models)
                .texts(Reviews::texts)
                .onPartRefused(PartialAnswers.MERGE)
                .pendingAs(STRINGS, REVIEWS)
                .apply(builder.stream("reviews", Consumed.with(STRINGS, REVIEWS)));
        enriched.answers(Reviews::merge).to("reviews-done", Produced.with(STRINGS, REVIEWS));
        enriched.refusals()
                .mapValues(refusal -> refusal.code() + ": " + refusal.message())
                .to("reviews-refused", Produced.with(STRINGS, STRINGS));
        return builder.build();
    }

    private static List<TextRequest> texts(Review review) {
        if (!review.published()) {
            return List.of(); // the draft passes on in its place
        }
        TextRequest text = TextRequest.of(review.text());
        return List.of(text.into("de"), text.into("fr"), text.task("summarization"));
    }

    private static Review merge(AnsweredRecord<String, Review> record) {
        return record.value().with(text(record, 0), text(record, 1), text(record, 2));
    }

    private static String text(AnsweredRecord<String, Review> record, int place) {
        return record.answer(place).map(Answer::text).orElse(null);
    }
}
