// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import dev.milena.streams.config.StageConfig;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * The node of a stage and its pending store. Any thread.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
public final class StageSupplier<K, V> implements ProcessorSupplier<K, V, K, Object> {
    private final StageSpec<K, V> spec;
    private final StoreBuilder<KeyValueStore<Bytes, byte[]>> store;
    private volatile boolean applied;

    /**
     * @param config settings of the build, to create the store with
     */
    public StageSupplier(StageSpec<K, V> spec, StageConfig config) {
        this.spec = spec;
        this.store = StageStores.named(spec.store(), config);
    }

    /** The stage is part of a topology now: from here on somebody has to read its answers and its refusals. */
    public void applied() {
        applied = true;
    }

    /**
     * @throws IllegalStateException when the topology is built and nobody reads the answers or the refusals
     */
    @Override
    public Processor<K, V, K, Object> get() {
        if (applied) {
            requireReaders();
        }
        return new StageProcessor<>(spec);
    }

    private void requireReaders() {
        if (spec.outputs().size() == 0) {
            throw new IllegalStateException("Nobody reads the answers of enrichment '" + spec.name()
                    + "': call answers(...) on what apply(...) returned, or leave the enrichment out");
        }
        if (spec.outputs().refusals() == null) {
            throw new IllegalStateException("Nobody reads the refusals of enrichment '" + spec.name()
                    + "', and a record that is refused would be lost without a trace: send refusals() to a topic, or"
                    + " call it and leave its stream alone where records may be lost");
        }
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(store);
    }
}
