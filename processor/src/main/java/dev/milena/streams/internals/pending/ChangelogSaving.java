// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.pending;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.WrappedStateStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps out of the changelog what came and went between two commits. Kafka's cache writes a deletion through even where the
 * store never had the entry, unless somebody listens to what it flushes: a record that is answered at once would leave a
 * tombstone, and those of an hour are read back after a crash. Kafka Streams' own aggregations listen in the same way.
 * Stream thread.
 */
public final class ChangelogSaving {
    private static final Logger log = LoggerFactory.getLogger(ChangelogSaving.class);

    private ChangelogSaving() {}

    /**
     * Listens to a store that has a cache. What is in it already is written through first, so that its deletion leaves a
     * tombstone. Other stores, and those of a Kafka Streams that works differently, stay as they are.
     */
    @SuppressWarnings("unchecked")
    public static void begin(KeyValueStore<Bytes, byte[]> store) {
        try {
            if (store instanceof WrappedStateStore<?, ?, ?> wrapped) {
                wrapped.flushCache();
                ((WrappedStateStore<StateStore, Bytes, byte[]>) wrapped).setFlushListener(flushed -> {}, false);
            }
        } catch (LinkageError e) {
            log.warn(
                    "This release of Kafka Streams lets nobody listen to its cache ({}): the changelog of pending records"
                            + " gets a tombstone for each answer, and restoring takes longer",
                    e.getClass().getSimpleName());
        }
    }
}
