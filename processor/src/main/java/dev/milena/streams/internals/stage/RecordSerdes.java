// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.streams.internals.outage.Blame;
import java.util.Arrays;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * Writes the records of a stage into its pending store and reads them back. What a serde throws costs the record, and no
 * other. Stream thread.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
final class RecordSerdes<K, V> {
    private final String topic;
    private final Serde<K> keys;
    private final Serde<V> values;

    /**
     * @param topic the changelog, which is where the bytes go
     */
    RecordSerdes(String topic, Serde<K> keys, Serde<V> values) {
        this.topic = topic;
        this.keys = keys;
        this.values = values;
    }

    /**
     * A record as bytes.
     *
     * @param key its key
     * @param value its value
     * @param serdeHeaders what the serdes made of the headers, or null where they left them alone
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes travel by reference; nobody compares them
    record Written(
            byte @Nullable [] key,
            byte @Nullable [] value,
            @Nullable Headers serdeHeaders) {}

    /**
     * Writes a record.
     *
     * @throws TextRefusedException when a serde fails
     */
    @SuppressWarnings("NullAway") // serializers take null; Kafka's interfaces are not annotated
    Written write(@Nullable K key, @Nullable V value, Headers headers) throws TextRefusedException {
        try {
            return Blame.on("The serde of pendingAs(...)", () -> {
                RecordHeaders copy = new RecordHeaders(headers.toArray());
                byte[] keyBytes = key == null ? null : keys.serializer().serialize(topic, copy, key);
                byte[] valueBytes = value == null ? null : values.serializer().serialize(topic, copy, value);
                boolean unchanged = Arrays.equals(copy.toArray(), headers.toArray());
                return new Written(keyBytes, valueBytes, unchanged ? null : copy);
            });
        } catch (Blame.RecordFailure e) {
            throw refused(RefusalCode.NOT_STORABLE, "written into", e);
        }
    }

    /**
     * Reads a key.
     *
     * @throws TextRefusedException when the serde fails
     */
    @Nullable
    K readKey(byte @Nullable [] bytes, Headers headers) throws TextRefusedException {
        return read(keys, bytes, headers);
    }

    /**
     * Reads a value.
     *
     * @throws TextRefusedException when the serde fails
     */
    @Nullable
    V readValue(byte @Nullable [] bytes, Headers headers) throws TextRefusedException {
        return read(values, bytes, headers);
    }

    private <T> @Nullable T read(Serde<T> serde, byte @Nullable [] bytes, Headers headers) throws TextRefusedException {
        if (bytes == null) {
            return null;
        }
        try {
            return Blame.on(
                    "The serde of pendingAs(...)", () -> serde.deserializer().deserialize(topic, headers, bytes));
        } catch (Blame.RecordFailure e) {
            throw refused(RefusalCode.NOT_RESTORABLE, "read back from", e);
        }
    }

    private static TextRefusedException refused(RefusalCode code, String how, Blame.RecordFailure e) {
        return new TextRefusedException(
                code,
                "The record cannot be " + how + " the pending store: " + e.described()
                        + "; give pendingAs(...) serdes that take every record of the stream");
    }
}
