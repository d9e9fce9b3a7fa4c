// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.internals.WrappedStateStore;

/**
 * The stores of a topology that belong to no enrichment, carried from one driver to the next. One thread.
 *
 * <p>It copies bytes of the innermost stores, as a restore from a changelog does: the layers above them write changelogs
 * with the time of a record that is being processed, and forward what they cache. It therefore uses a class of Kafka
 * Streams that is not public API.
 */
final class OtherStores {
    private final Map<String, List<KeyValue<Bytes, byte[]>>> keyValues = new HashMap<>();
    private final Map<String, List<KeyValue<Windowed<Bytes>, byte[]>>> windows = new HashMap<>();

    private OtherStores() {}

    /** Names of the stores that belong to no enrichment. */
    static Set<String> names(TopologyTestDriver driver, Set<String> pending) {
        Set<String> names = new TreeSet<>(driver.getAllStateStores().keySet());
        names.removeAll(pending);
        return names;
    }

    /**
     * Reads them.
     *
     * @throws IllegalStateException when one is neither a key-value store nor a window store
     */
    @SuppressWarnings("unchecked") // the innermost stores hold bytes
    static OtherStores of(TopologyTestDriver driver, Set<String> pending) {
        OtherStores content = new OtherStores();
        for (String name : names(driver, pending)) {
            StateStore store = innermost(driver, name);
            if (store instanceof KeyValueStore<?, ?> keyValue) {
                content.keyValues.put(name, all(((KeyValueStore<Bytes, byte[]>) keyValue).all()));
            } else if (store instanceof WindowStore<?, ?> window) {
                content.windows.put(name, all(((WindowStore<Bytes, byte[]>) window).all()));
            } else {
                throw new IllegalStateException("The store '" + name
                        + "' is neither a key-value store nor a window store, and a driver that crashes cannot carry it"
                        + " over; test the crash with a topology without it");
            }
        }
        return content;
    }

    private static <K> List<KeyValue<K, byte[]>> all(KeyValueIterator<K, byte[]> entries) {
        List<KeyValue<K, byte[]>> all = new ArrayList<>();
        try (entries) {
            entries.forEachRemaining(all::add);
        }
        return all;
    }

    @SuppressWarnings("unchecked") // the same topology has the same stores
    void into(TopologyTestDriver driver) {
        keyValues.forEach((name, entries) -> {
            KeyValueStore<Bytes, byte[]> store = (KeyValueStore<Bytes, byte[]>) innermost(driver, name);
            entries.forEach(entry -> store.put(entry.key, entry.value));
        });
        windows.forEach((name, entries) -> {
            WindowStore<Bytes, byte[]> store = (WindowStore<Bytes, byte[]>) innermost(driver, name);
            entries.forEach(entry ->
                    store.put(entry.key.key(), entry.value, entry.key.window().start()));
        });
    }

    private static StateStore innermost(TopologyTestDriver driver, String name) {
        StateStore store = Objects.requireNonNull(
                driver.getAllStateStores().get(name), () -> "The topology has no store '" + name + "' any more");
        while (store instanceof WrappedStateStore<?, ?, ?> wrapper) {
            store = wrapper.wrapped();
        }
        return store;
    }
}
