// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos.job;

import dev.milena.api.TextRequest;
import dev.milena.config.MilenaConfig;
import dev.milena.streams.Enriched;
import dev.milena.streams.Enrichment;
import dev.milena.streams.Models;
import dev.milena.streams.record.AnsweredRecord;
import dev.milena.streams.record.Refusal;
import dev.milena.streams.record.SourceCoordinates;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;

/**
 * A topology like a user's own: a {@code flatMap} makes three records of each event, one enrichment translates them, the
 * next one summarizes the translations, and what either refuses goes to a topic of its own. Stateless.
 *
 * <p>A record behind the first stage has no coordinates that Kafka Streams knows, so they travel in the record itself from
 * there on, for the verifier.
 */
public final class ChainedTopology {
    /** Records that come of one event. */
    public static final int PARTS = 3;

    /** Names of the stages; their stores and changelogs are named after them. */
    public static final List<String> STAGES = List.of("translate", "summarize");

    private ChainedTopology() {}

    /** The text of one of an event's records. */
    public static String part(String text, int part) {
        return text + " #" + part;
    }

    /** The topology over the topics that the settings name. */
    public static Topology build(MilenaConfig config, Models models) {
        StreamsBuilder builder = new StreamsBuilder();
        Serde<ChainedRecord> serde = ChainedRecord.serde();
        KStream<String, ChainedRecord> parts = builder.stream(
                        config.getString(MilenaConfig.INPUT_TOPIC_CONFIG),
                        Consumed.with(Serdes.String(), Serdes.String()))
                .flatMapValues(text -> IntStream.range(0, PARTS)
                        .mapToObj(part -> ChainedRecord.of(part, part(text, part)))
                        .toList());
        Enriched<String, ChainedRecord> translated = Enrichment.<String, ChainedRecord>named(STAGES.get(0))
                .models(models)
                .text(record -> TextRequest.of(record.text()).task("translation"))
                .pendingAs(Serdes.String(), serde)
                .apply(parts);
        Enriched<String, ChainedRecord> summarized = Enrichment.<String, ChainedRecord>named(STAGES.get(1))
                .models(models)
                .text(record -> TextRequest.of(Objects.requireNonNull(record.translated()))
                        .task("summarization"))
                .pendingAs(Serdes.String(), serde)
                .apply(translated.answers(ChainedTopology::translated));

        Produced<String, ChainedRecord> written = Produced.with(Serdes.String(), serde);
        summarized
                .answers((record, answer) -> record.withSummarized(answer.text()))
                .to(config.getString(MilenaConfig.OUTPUT_TOPIC_CONFIG), written);
        translated
                .refusals()
                .merge(summarized.refusals())
                .mapValues(ChainedTopology::refused)
                .to(config.getString(MilenaConfig.DEAD_LETTER_TOPIC_CONFIG), written);
        return builder.build();
    }

    private static ChainedRecord translated(AnsweredRecord<String, ChainedRecord> record) {
        SourceCoordinates source = record.source().orElseThrow();
        return Objects.requireNonNull(record.value())
                .at(source.partition(), source.offset())
                .withTranslated(record.answers().get(0).text());
    }

    private static ChainedRecord refused(Refusal<ChainedRecord> refusal) {
        ChainedRecord record = Objects.requireNonNull(refusal.value());
        return refusal.source()
                .map(source -> record.at(source.partition(), source.offset()))
                .orElse(record)
                .withRefused(refusal.code().name());
    }
}
