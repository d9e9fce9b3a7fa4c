// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.config.MilenaConfig;
import dev.milena.config.WindowSettings;
import dev.milena.glossary.LiveGlossary;
import dev.milena.language.LanguageDetector;
import dev.milena.streams.Enriched;
import dev.milena.streams.Enrichment;
import dev.milena.streams.Models;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.Stores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topology of the built-in topics: a source of raw bytes, one enrichment with its pending store (or, where
 * {@code milena.window.kind} says so, summaries over windows), and a sink each for answers, answers in doubt, attention maps,
 * dead letters and late events. Every name is explicit, so that no upgrade renames a topic.
 *
 * <p>An output has the key, timestamp and headers of its event (a summary the key, and the timestamp of the last one) and, where its topic has as many partitions, its
 * partition number. The models are shared by all tasks and must outlive the {@code KafkaStreams} that runs the topology.
 *
 * <pre>{@code
 * try (Models models = Models.builder(config.settings()).add(model).build();
 *         KafkaStreams streams = new KafkaStreams(
 *                 EnrichmentTopology.build(config, models), models.streamsProperties(), models.clients())) {
 *     streams.start();
 *     ...
 * }
 * }</pre>
 */
public final class EnrichmentTopology {
    private static final Logger log = LoggerFactory.getLogger(EnrichmentTopology.class);

    /** Name of the source node. */
    public static final String SOURCE = "milena-source";

    /** Name of the node that asks the models. */
    public static final String PROCESSOR = "milena-enrichment";

    /** Name of the sink node of answers. */
    public static final String OUTPUT_SINK = "milena-output";

    /** Name of the sink node of attention maps; absent where they are switched off. */
    public static final String ATTENTION_SINK = "milena-attention";

    /** Name of the sink node of dead letters. */
    public static final String DEAD_LETTER_SINK = "milena-dead-letters";

    /** Name of the sink node of answers in doubt; absent where they have no topic of their own. */
    public static final String QUARANTINE_SINK = "milena-quarantine";

    /** Name of the node that summarizes windows, in the place of {@link #PROCESSOR}. */
    public static final String SUMMARIES = WindowSettings.STAGE;

    /** Name of the sink node of late events; absent where they have no topic of their own. */
    public static final String LATE_SINK = "milena-late";

    private EnrichmentTopology() {}

    /** The topology alone, for topics that ask of records what a broker does by default. */
    public static Topology build(MilenaConfig config, Models models) {
        return build(config, models, Map.of());
    }

    /**
     * The topology alone.
     *
     * @param config the settings
     * @param models the warmed models
     * @param topicLimits what topics ask of records; a topic that is missing asks what a broker does by default
     */
    public static Topology build(MilenaConfig config, Models models, Map<String, RecordLimits> topicLimits) {
        StreamsBuilder builder = new StreamsBuilder();
        addTo(builder, config, models, topicLimits);
        return builder.build();
    }

    /**
     * Adds the nodes to a topology of the caller's own.
     *
     * @param builder takes the nodes
     * @param config the settings
     * @param models the warmed models
     * @param topicLimits what topics ask of records; a topic that is missing asks what a broker does by default
     */
    public static void addTo(
            StreamsBuilder builder, MilenaConfig config, Models models, Map<String, RecordLimits> topicLimits) {
        TopicLimits limits = TopicLimits.of(config, topicLimits);
        log.info(
                "Records may have {} bytes (answers), {} (attention), {} (dead letters), {} (answers in doubt)",
                limits.output(),
                limits.attention(),
                limits.deadLetter(),
                limits.quarantine());
        TopicSerdes.OfThread serdes = new TopicSerdes.OfThread(config);
        KStream<byte[], SourceEvent> events = builder.stream(
                        config.getString(MilenaConfig.INPUT_TOPIC_CONFIG),
                        // auto.offset.reset decides where to begin; Streams' own default is earliest
                        Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
                                .withTimestampExtractor(
                                        new SourceTimestampExtractor(limits.mostAhead(), limits.mostBehind()))
                                .withName(SOURCE))
                .processValues(() -> new EventNode(serdes), Named.as("milena-event"));
        if (config.windows().areOn()) {
            new WindowTopology(config, limits, serdes).addTo(events, models);
            return;
        }
        LiveGlossary glossary =
                config.hasGlossaryTopic() ? new LiveGlossary(config.stages().glossary()) : null;
        Enrichment<byte[], SourceEvent> stage = stage(config, models, topicLimits);
        if (glossary != null) {
            stage.glossary(glossary);
        }
        addAnswers(events, stage, config, limits, serdes);
        if (glossary != null) {
            addGlossary(builder, config, glossary);
        }
    }

    private static void addAnswers(
            KStream<byte[], SourceEvent> events,
            Enrichment<byte[], SourceEvent> stage,
            MilenaConfig config,
            TopicLimits limits,
            TopicSerdes.OfThread serdes) {
        EventReader reader = new EventReader(config.getString(MilenaConfig.INPUT_TOPIC_CONFIG), serdes);
        EventHeaders headers = new EventHeaders(
                config.getString(MilenaConfig.FLOW_HEADER_CONFIG),
                config.getString(MilenaConfig.PRIORITY_HEADER_CONFIG));
        AnswerWriter writer = new AnswerWriter(config, limits, serdes);
        ServiceLoader.load(LanguageDetector.class).findFirst().ifPresent(stage::languageDetector);
        Enriched<byte[], SourceEvent> enriched = stage.textsOf(reader::texts)
                .flowOf(headers::flow)
                .priorityOf(headers::priority)
                .pendingAs(Serdes.ByteArray(), new SourceEventSerde())
                .apply(events);
        send(
                enriched.<OutgoingValue>flatAnswers(writer::answer),
                config.getString(MilenaConfig.OUTPUT_TOPIC_CONFIG),
                OUTPUT_SINK);
        if (config.getBoolean(MilenaConfig.ATTENTION_ENABLED_CONFIG)) {
            send(
                    enriched.<OutgoingValue>flatAnswers(AnswerWriter::attention),
                    config.getString(MilenaConfig.ATTENTION_TOPIC_CONFIG),
                    ATTENTION_SINK);
        }
        if (config.quarantines()) {
            send(
                    enriched.<OutgoingValue>flatAnswers(writer::quarantined),
                    config.getString(MilenaConfig.QUARANTINE_TOPIC_CONFIG),
                    QUARANTINE_SINK);
        }
        send(
                enriched.refusals()
                        .process(
                                () -> new DeadLetterNode<>(config, limits, serdes, Refused::ofEvent),
                                Named.as("milena-dead-letter")),
                config.getString(MilenaConfig.DEAD_LETTER_TOPIC_CONFIG),
                DEAD_LETTER_SINK);
    }

    /**
     * Adds the topic that keeps the glossary up to date. It comes last, since Kafka Streams numbers what it reads in this order:
     * the tasks of events are 0_N with a glossary and without.
     */
    private static void addGlossary(StreamsBuilder builder, MilenaConfig config, LiveGlossary glossary) {
        builder.addGlobalStore(
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(GlossaryNode.STORE), Serdes.Bytes(), Serdes.ByteArray())
                        .withLoggingDisabled(),
                config.getString(MilenaConfig.GLOSSARY_TOPIC_CONFIG),
                Consumed.with(Serdes.Bytes(), Serdes.ByteArray()).withName(GlossaryNode.STORE),
                () -> new GlossaryNode(glossary));
    }

    private static Enrichment<byte[], SourceEvent> stage(
            MilenaConfig config, Models models, Map<String, RecordLimits> topicLimits) {
        String store = config.getString(MilenaConfig.PENDING_STORE_NAME_CONFIG);
        Enrichment<byte[], SourceEvent> stage =
                Enrichment.<byte[], SourceEvent>named(PROCESSOR).models(models).pendingStore(store);
        RecordLimits changelog = topicLimits.get(TopicLimits.changelog(config));
        return changelog == null ? stage : stage.changelogMaxBytes(changelog.maxMessageBytes());
    }

    static void send(KStream<byte[], OutgoingValue> values, String topic, String sink) {
        Serde<OutgoingValue> serde = Serdes.serdeFrom(new OutgoingValue.Writer(), (name, bytes) -> {
            throw new UnsupportedOperationException("outputs are only written");
        });
        values.to(
                topic,
                Produced.with(Serdes.serdeFrom(new ByteArraySerializer(), new ByteArrayDeserializer()), serde)
                        .withStreamPartitioner(new SourcePartitioner())
                        .withName(sink));
    }
}
