// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.pending;

import dev.milena.streams.record.SourceCoordinates;
import dev.milena.streams.record.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A record of a stage, with everything that is needed to answer it later. Immutable by convention, stream thread.
 *
 * @param <K> type of keys
 * @param <V> type of values
 * @param storeKey its key in the pending store
 * @param identity what tells it from others
 * @param source the record of a topic that it comes from, or null
 * @param key its key, or null
 * @param value its value, or null
 * @param keyBytes its key as the stage's serde writes it, or null
 * @param headers its headers in order; nobody writes to them
 * @param timestamp its timestamp in milliseconds since the epoch
 * @param bytes size of key, value and headers as they are written
 */
@SuppressWarnings("ArrayRecordComponent") // bytes travel by reference; nobody compares them
public record PendingRecord<K, V>(
        Bytes storeKey,
        RecordIdentity identity,
        @Nullable SourceCoordinates source,
        @Nullable K key,
        @Nullable V value,
        byte @Nullable [] keyBytes,
        Headers headers,
        long timestamp,
        long bytes) {

    /** This record as it is kept under a key of the store. */
    public PendingRecord<K, V> keptAs(Bytes stored) {
        return new PendingRecord<>(stored, identity, source, key, value, keyBytes, headers, timestamp, bytes);
    }

    /** A copy of the headers that a function of the user, or an output, may change. */
    public Headers copyOfHeaders() {
        return new RecordHeaders(headers.toArray());
    }

    /** As the functions of the user see it. */
    public SourceRecord<K, V> view() {
        return new SourceRecord<>(key, value, copyOfHeaders(), timestamp, Optional.ofNullable(source));
    }

    /** Bytes that key, value and headers take. */
    static long size(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        long bytes = length(key) + length(value);
        for (Header header : headers) {
            bytes += header.key().getBytes(StandardCharsets.UTF_8).length + length(header.value());
        }
        return bytes;
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    /** Never shows key, value or headers, so that a record can be logged. */
    @Override
    public String toString() {
        return "PendingRecord[" + identity + "]";
    }
}
