// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.windows;

import dev.milena.streams.config.StageConfig;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The node that collects windows, and its store. Any thread.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
public final class CollectorSupplier<K, V> implements ProcessorSupplier<K, V, K, Object> {
    private static final long BATCH_MARGIN_BYTES = 1_024;
    private static final String TEN_MINUTES_MS = "600000";

    private final WindowSpec<K, V> spec;
    private final StoreBuilder<KeyValueStore<Bytes, byte[]>> store;
    private volatile boolean applied;
    private volatile boolean rejectedAreRead;

    /**
     * @param config settings of the build, to create the store with
     */
    public CollectorSupplier(WindowSpec<K, V> spec, StageConfig config) {
        this.spec = spec;
        this.store = store(spec.store(), config);
    }

    /** The stage is part of a topology now: from here on somebody has to read what it rejects. */
    public void applied() {
        applied = true;
    }

    /** Somebody reads the records that are rejected. */
    public void rejectedAreRead() {
        rejectedAreRead = true;
    }

    /**
     * @throws IllegalStateException when the topology is built and nobody reads the records that are rejected
     */
    @Override
    public Processor<K, V, K, Object> get() {
        if (applied && !rejectedAreRead) {
            throw new IllegalStateException("Nobody reads the records that '" + spec.name()
                    + "' rejects, and a late record would be lost without a trace: send rejected() to a topic, or call it"
                    + " and leave its stream alone where records may be lost");
        }
        return new Collector<>(spec);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(store);
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name, StageConfig config) {
        return Stores.keyValueStoreBuilder(
                        config.pendingStorePersistent()
                                ? Stores.persistentKeyValueStore(name)
                                : Stores.inMemoryKeyValueStore(name),
                        Serdes.Bytes(),
                        Serdes.ByteArray())
                .withCachingEnabled() // a window changes with every record, and is written once a commit
                .withLoggingEnabled(Map.of(
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        Long.toString(Math.min(config.maxRequestBytes() + BATCH_MARGIN_BYTES, Integer.MAX_VALUE)),
                        TopicConfig.SEGMENT_MS_CONFIG,
                        TEN_MINUTES_MS,
                        TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
                        TEN_MINUTES_MS,
                        TopicConfig.DELETE_RETENTION_MS_CONFIG,
                        TEN_MINUTES_MS,
                        // A record may have a timestamp that the broker would refuse; nobody reads it here.
                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                        "LogAppendTime"));
    }
}
