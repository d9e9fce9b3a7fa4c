// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The negative control: takes whatever store it is given for a map in memory without a changelog, which is what an
 * implementer in a hurry would use. A fault run over it has to lose events, or the run proves nothing.
 */
public final class UnloggedTopology extends Topology {

    @Override
    public synchronized <S extends StateStore> Topology addStateStore(
            StoreBuilder<S> builder, String... processorNames) {
        return super.addStateStore(
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(builder.name()), Serdes.Bytes(), Serdes.ByteArray())
                        .withLoggingDisabled(),
                processorNames);
    }
}
