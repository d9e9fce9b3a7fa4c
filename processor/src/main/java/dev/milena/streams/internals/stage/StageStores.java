// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import dev.milena.streams.config.StageConfig;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The stores of stages: what is in them comes and goes, so that their changelogs are cleaned soon. Stateless. */
public final class StageStores {
    private static final String TEN_MINUTES_MS = "600000";

    /** Room in a batch for more than its one largest record. */
    private static final long BATCH_MARGIN_BYTES = 1_024;

    private StageStores() {}

    /**
     * A changelogged store.
     *
     * @param config settings of the build
     */
    public static StoreBuilder<KeyValueStore<Bytes, byte[]>> named(String name, StageConfig config) {
        KeyValueBytesStoreSupplier supplier = config.pendingStorePersistent()
                ? Stores.persistentKeyValueStore(name)
                : Stores.inMemoryKeyValueStore(name);
        return Stores.keyValueStoreBuilder(supplier, Serdes.Bytes(), Serdes.ByteArray())
                // What is gone before the next commit then never reaches the changelog.
                .withCachingEnabled()
                .withLoggingEnabled(Map.of(
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        Long.toString(Math.min(config.maxRequestBytes() + BATCH_MARGIN_BYTES, Integer.MAX_VALUE)),
                        // Texts leave the changelog soon after they are answered, and a restore reads little.
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
