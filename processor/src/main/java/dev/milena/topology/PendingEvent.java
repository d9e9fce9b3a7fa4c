// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A source record as it came, with everything needed to answer it later: what the pending store keeps. Immutable by
 * convention (nobody writes to the arrays), stream thread.
 *
 * @param id where it came from
 * @param key the record's key, or null
 * @param value the record's value, or null
 * @param headers the record's headers in order
 * @param timestamp timestamp of its outputs in milliseconds since the epoch, never negative
 * @param sourceTimestamp timestamp of the record in milliseconds since the epoch as it came, maybe negative
 */
@SuppressWarnings(
        "ArrayRecordComponent") // bytes travel by reference from the record to the store; nobody compares them
record PendingEvent(
        EventId id,
        byte @Nullable [] key,
        byte @Nullable [] value,
        Headers headers,
        long timestamp,
        long sourceTimestamp) {

    /** A copy of the headers that an output or a deserializer may change. */
    Headers copyOfHeaders() {
        return new RecordHeaders(headers.toArray());
    }

    /** Bytes of key, value and headers. */
    long bytes() {
        long bytes = length(key) + length(value);
        for (Header header : headers) {
            bytes += header.key().getBytes(StandardCharsets.UTF_8).length + length(header.value());
        }
        return bytes;
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    /** Never shows key, value or headers, so that an event can be logged. */
    @Override
    public String toString() {
        return "PendingEvent[" + id + "]";
    }
}
