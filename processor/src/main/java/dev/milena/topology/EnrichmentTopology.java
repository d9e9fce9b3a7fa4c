// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.config.MilenaConfig;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topology that answers texts: one source of raw bytes, one processor with its pending store, and a sink each for
 * answers, attention maps and dead letters. Every name is explicit, so that no upgrade renames a topic.
 *
 * <p>An output has the key, timestamp and headers of its event and, where its topic has as many partitions, its
 * partition number. The runtime is shared by all tasks and must outlive the {@code KafkaStreams} that runs the topology.
 *
 * <pre>{@code
 * try (EnrichmentRuntime runtime = EnrichmentRuntime.builder(config).model(model).build();
 *         KafkaStreams streams =
 *                 new KafkaStreams(EnrichmentTopology.build(config, runtime), config.streamsProperties())) {
 *     streams.start();
 *     ...
 * }
 * }</pre>
 *
 * <p>The properties also name the clients that exactly once needs ({@link dev.milena.clients.FencedClients}): a supplier of
 * your own, handed to {@code KafkaStreams}, extends them.
 */
public final class EnrichmentTopology {

    private static final Logger log = LoggerFactory.getLogger(EnrichmentTopology.class);

    /** Name of the source node. */
    public static final String SOURCE = "milena-source";
    /** Name of the processor node. */
    public static final String PROCESSOR = "milena-enrichment";
    /** Name of the sink node of answers. */
    public static final String OUTPUT_SINK = "milena-output";
    /** Name of the sink node of attention maps; absent where they are switched off. */
    public static final String ATTENTION_SINK = "milena-attention";
    /** Name of the sink node of dead letters. */
    public static final String DEAD_LETTER_SINK = "milena-dead-letters";

    /** Room in a batch for more than its one largest record. */
    private static final long BATCH_MARGIN_BYTES = 1_024;

    private EnrichmentTopology() {}

    /** The topology alone, for topics that take records of the broker's default size. */
    public static Topology build(MilenaConfig config, EnrichmentRuntime runtime) {
        return build(config, runtime, Map.of());
    }

    /**
     * The topology alone.
     *
     * @param config the settings
     * @param runtime the warmed models
     * @param maxMessageBytes {@code max.message.bytes} by topic; a topic that is missing has the broker's default
     */
    public static Topology build(MilenaConfig config, EnrichmentRuntime runtime, Map<String, Integer> maxMessageBytes) {
        return addTo(new Topology(), config, runtime, maxMessageBytes);
    }

    /**
     * Adds the nodes to a topology of the caller's own, also one that a {@code StreamsBuilder} built.
     *
     * @return the same topology
     */
    public static Topology addTo(
            Topology topology, MilenaConfig config, EnrichmentRuntime runtime, Map<String, Integer> maxMessageBytes) {
        EnrichmentSettings settings = EnrichmentSettings.of(config, maxMessageBytes);
        log.info(
                "Each task (one for each partition of {}) holds at most {} events and {} bytes of them, beyond what it"
                        + " restores; records may have {} bytes (pending), {} (answers), {} (attention), {} (dead letters)",
                settings.inputTopic(),
                settings.maxPendingEvents(),
                settings.maxPendingBytes(),
                settings.sizes().pending(),
                settings.sizes().output(),
                settings.sizes().attention(),
                settings.sizes().deadLetter());
        topology.addSource(
                (AutoOffsetReset) null, // auto.offset.reset decides; Streams' own default is earliest
                SOURCE,
                new SourceTimestampExtractor(),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                settings.inputTopic());
        topology.addProcessor(PROCESSOR, () -> new EnrichmentProcessor(config, settings, runtime), SOURCE);
        topology.addStateStore(pendingStore(settings), PROCESSOR);
        addSink(topology, OUTPUT_SINK, settings.outputTopic());
        if (settings.attentionEnabled()) {
            addSink(topology, ATTENTION_SINK, settings.attentionTopic());
        }
        addSink(topology, DEAD_LETTER_SINK, settings.deadLetterTopic());
        return topology;
    }

    private static void addSink(Topology topology, String name, String topic) {
        topology.addSink(
                name, topic, new ByteArraySerializer(), new OutgoingValue.Writer(), new SourcePartitioner(), PROCESSOR);
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> pendingStore(EnrichmentSettings settings) {
        KeyValueBytesStoreSupplier supplier = settings.storePersistent()
                ? Stores.persistentKeyValueStore(settings.storeName())
                : Stores.inMemoryKeyValueStore(settings.storeName());
        return Stores.keyValueStoreBuilder(supplier, Serdes.Bytes(), Serdes.ByteArray())
                // An event that is answered before the next commit then never reaches the changelog.
                .withCachingEnabled()
                .withLoggingEnabled(Map.of(
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        Long.toString(Math.min(settings.maxRequestBytes() + BATCH_MARGIN_BYTES, Integer.MAX_VALUE)),
                        // Texts leave the changelog soon after they are answered.
                        TopicConfig.SEGMENT_MS_CONFIG,
                        "3600000",
                        TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
                        "3600000",
                        TopicConfig.DELETE_RETENTION_MS_CONFIG,
                        "3600000"));
    }
}
