// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.stepping;

import dev.milena.api.PreparedText;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;

/**
 * What a {@code TopologyTestDriver} does not know by itself and a test kit tells stepped models: what an earlier driver
 * left behind, and how long calls take. Unless overridden, nothing was left behind and calls take no time. The thread of
 * the driver.
 */
public interface Stepping {
    /** A first start, with calls that take no time. */
    Stepping PLAIN = new Stepping() {};

    /**
     * What the changelog of a pending store holds when a task starts: the store is filled with it, as a broker's would be.
     *
     * @param store name of the store
     */
    default List<KeyValue<Bytes, byte[]>> changelog(String store) {
        return List.of();
    }

    /**
     * What the changelog of a store of windows holds when a task starts: as {@link #changelog} for pending records.
     *
     * @param store name of the store
     */
    default List<KeyValue<Bytes, byte[]>> windows(String store) {
        return List.of();
    }

    /**
     * Windows are due for which there is no room yet, or whose story is not there yet: they are asked about at a later tick.
     *
     * @param store name of their store
     * @param isLeft whether there are any
     */
    default void due(String store, boolean isLeft) {}

    /** How many records a topic had before this driver: its offsets go on from there. */
    default long recordsBefore(String topic) {
        return 0;
    }

    /**
     * How long a call of a model takes on the driver's clock. It is called at the start of that time, its answers come at
     * the end, and until then the model takes no other batch.
     *
     * @param model name of the model
     * @param batch what it is called with
     */
    default Duration latency(String model, List<PreparedText> batch) {
        return Duration.ZERO;
    }
}
