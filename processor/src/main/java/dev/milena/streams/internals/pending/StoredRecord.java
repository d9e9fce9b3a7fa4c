// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.pending;

import dev.milena.streams.record.SourceCoordinates;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record as the pending store keeps it. Immutable by convention, stream thread.
 *
 * @param identity what tells it from others
 * @param source the record of a topic that it comes from, or null
 * @param timestamp timestamp in milliseconds since the epoch
 * @param key its key as the stage's serde writes it, or null
 * @param value its value as the stage's serde writes it, or null
 * @param headers its headers in order
 * @param serdeHeaders what the serde made of the headers when it wrote key and value, and needs to read them; null where
 *     it left them as they are
 */
@SuppressWarnings("ArrayRecordComponent") // bytes travel by reference; nobody compares them
public record StoredRecord(
        RecordIdentity identity,
        @Nullable SourceCoordinates source,
        long timestamp,
        byte @Nullable [] key,
        byte @Nullable [] value,
        Headers headers,
        @Nullable Headers serdeHeaders) {

    /** Bytes of key, value and headers. */
    public long bytes() {
        return PendingRecord.size(key, value, headers);
    }

    /** Never shows key, value or headers, so that it can be logged. */
    @Override
    public String toString() {
        return "StoredRecord[" + identity + "]";
    }
}
