// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * A topic that a topology writes to. Reading takes nothing away: each call sees all records that were committed so far,
 * crashes included. One thread.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
public final class OutputTopic<K, V> {
    private final String name;
    private final Supplier<List<TestRecord<byte[], byte[]>>> written;
    private final Deserializer<K> keys;
    private final Deserializer<V> values;

    OutputTopic(
            String name,
            Supplier<List<TestRecord<byte[], byte[]>>> written,
            Deserializer<K> keys,
            Deserializer<V> values) {
        this.name = name;
        this.written = written;
        this.keys = keys;
        this.values = values;
    }

    /** Name of the topic. */
    public String name() {
        return name;
    }

    /** Every record in order, with headers and timestamp. */
    public List<TestRecord<K, V>> records() {
        return written.get().stream().map(this::read).toList();
    }

    /** Every value in order. */
    public List<V> values() {
        return records().stream().map(TestRecord::value).toList();
    }

    /** Every key in order. */
    public List<K> keys() {
        return records().stream().map(TestRecord::key).toList();
    }

    /** The values of a key in order. */
    public List<V> valuesOf(@Nullable K key) {
        return records().stream()
                .filter(output -> Objects.equals(output.key(), key))
                .map(TestRecord::value)
                .toList();
    }

    private TestRecord<K, V> read(TestRecord<byte[], byte[]> output) {
        return new TestRecord<>(
                keys.deserialize(name, output.headers(), output.key()),
                values.deserialize(name, output.headers(), output.value()),
                output.headers(),
                output.timestamp());
    }

    @Override
    public String toString() {
        return "topic " + name;
    }
}
