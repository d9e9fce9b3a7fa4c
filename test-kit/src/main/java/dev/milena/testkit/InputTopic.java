// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * A topic that a test writes to. It outlives a crash: what is piped while the application is down is read when it has
 * started again. One thread.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
public final class InputTopic<K, V> {
    private final EnrichmentDriver driver;
    private final String name;
    private final Serializer<K> keys;
    private final Serializer<V> values;

    InputTopic(EnrichmentDriver driver, String name, Serializer<K> keys, Serializer<V> values) {
        this.driver = driver;
        this.name = name;
        this.keys = keys;
        this.values = values;
    }

    /** Writes one record a value, all with that key and the time of the driver's clock. */
    @SafeVarargs
    public final InputTopic<K, V> pipe(@Nullable K key, V... all) {
        for (V value : all) {
            pipe(key, value, new RecordHeaders());
        }
        return this;
    }

    /** Writes a record with headers and the time of the driver's clock. */
    public InputTopic<K, V> pipe(@Nullable K key, @Nullable V value, Headers headers) {
        return write(key, value, headers, driver.now().toEpochMilli());
    }

    /** Writes a record without a value. */
    public InputTopic<K, V> pipeTombstone(@Nullable K key) {
        return pipe(key, null, new RecordHeaders());
    }

    /** Writes a record as it is; without a timestamp it gets the time of the driver's clock. */
    public InputTopic<K, V> pipe(TestRecord<K, V> input) {
        Long timestamp = input.timestamp();
        return write(
                input.key(),
                input.value(),
                input.headers(),
                timestamp == null ? driver.now().toEpochMilli() : timestamp);
    }

    @SuppressWarnings("NullAway") // a record may lack key and value; Kafka's classes are not annotated
    private InputTopic<K, V> write(@Nullable K key, @Nullable V value, Headers headers, long timestamp) {
        RecordHeaders copy = new RecordHeaders(headers.toArray());
        byte[] keyBytes = keys.serialize(name, copy, key);
        byte[] valueBytes = values.serialize(name, copy, value);
        driver.pipe(name, new TestRecord<>(keyBytes, valueBytes, copy, timestamp));
        return this;
    }
}
