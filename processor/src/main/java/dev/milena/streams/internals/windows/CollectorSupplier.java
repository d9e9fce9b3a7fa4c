// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.windows;

import dev.milena.streams.config.StageConfig;
import dev.milena.streams.internals.stage.StageStores;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * The node that collects windows, and its store. Any thread.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
public final class CollectorSupplier<K, V> implements ProcessorSupplier<K, V, K, Object> {
    private final WindowSpec<K, V> spec;
    private final StoreBuilder<KeyValueStore<Bytes, byte[]>> store;
    private volatile boolean applied;
    private volatile boolean rejectedAreRead;
    private volatile boolean summariesAreRead;

    /**
     * @param config settings of the build, to create the store with
     */
    public CollectorSupplier(WindowSpec<K, V> spec, StageConfig config) {
        this.spec = spec;
        this.store = StageStores.named(spec.store(), config);
    }

    /** The stage is part of a topology now: from here on somebody has to read what it rejects. */
    public void applied() {
        applied = true;
    }

    /** Somebody reads the records that are rejected. */
    public void rejectedAreRead() {
        rejectedAreRead = true;
    }

    /** Somebody reads the summaries. */
    public void summariesAreRead() {
        summariesAreRead = true;
    }

    /**
     * @throws IllegalStateException when the topology is built and nobody reads the summaries, or the records that are rejected
     */
    @Override
    public Processor<K, V, K, Object> get() {
        if (applied && !summariesAreRead) {
            throw new IllegalStateException("Nobody reads the summaries of '" + spec.name()
                    + "', and a model would be asked for nothing: call summaries(...) or flatSummaries(...), and send what"
                    + " comes out to a topic");
        }
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
}
