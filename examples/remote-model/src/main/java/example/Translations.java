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
import org.apache.kafka.streams.kstream.Produced;

/** Strings in, translations out. */
public final class Translations {
    static final Serde<String> STRINGS = Serdes.String();

    private Translations() {}

    public static Topology topology(Models models) {
        StreamsBuilder builder = new StreamsBuilder();
        Enriched<String, String> translated = Enrichment.<String, String>named("translate")
                .models(models)
                .text(TextRequest::of)
                .pendingAs(STRINGS, STRINGS)
                .apply(builder.stream("texts", Consumed.with(STRINGS, STRINGS)));
        translated.answers((text, answer) -> answer.text()).to("translations", Produced.with(STRINGS, STRINGS));
        translated
                .refusals()
                .mapValues(refusal -> refusal.code() + ": " + refusal.message())
                .to("refused", Produced.with(STRINGS, STRINGS));
        return builder.build();
    }
}
