// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.schemas.TextEvent;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The value of a record of the input topic, as bytes, so that every bad input gets a dead letter with its own coordinates.
 * The stage holds one object from admission to release, so what was decoded, and written, once is kept with it. Stream thread.
 */
final class SourceEvent {
    private final byte @Nullable [] value;
    private final @Nullable Long originalTimestamp;
    private @Nullable TextEvent decoded;
    private List<AttentionRecord> attention = List.of();

    /**
     * @param value the record's value, or null
     * @param originalTimestamp the timestamp that it came with, in milliseconds since the epoch, or null where that is the
     *     record's
     */
    SourceEvent(byte @Nullable [] value, @Nullable Long originalTimestamp) {
        this.value = value;
        this.originalTimestamp = originalTimestamp;
    }

    byte @Nullable [] value() {
        return value;
    }

    @Nullable
    Long originalTimestamp() {
        return originalTimestamp;
    }

    /** The timestamp that it came with, given the record's. */
    long timestamp(long ofRecord) {
        return originalTimestamp == null ? ofRecord : originalTimestamp;
    }

    /** Keeps what the value was decoded to. */
    void decodedTo(TextEvent event) {
        decoded = event;
    }

    /** What the value was decoded to at admission. */
    TextEvent decoded() {
        if (decoded == null) {
            throw new IllegalStateException("an event is answered that was never admitted");
        }
        return decoded;
    }

    /** Keeps the attention maps that were written beside the answer, in the order of its segments. */
    void attention(List<AttentionRecord> maps) {
        attention = List.copyOf(maps);
    }

    /** The attention maps that were written beside the answer. */
    List<AttentionRecord> attention() {
        return attention;
    }

    /**
     * A written attention map.
     *
     * @param bytes the map
     * @param headers its headers
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes travel by reference; nobody compares them
    record AttentionRecord(byte[] bytes, Headers headers) {}

    /** Never shows the value. */
    @Override
    public String toString() {
        return "SourceEvent[" + (value == null ? -1 : value.length) + " bytes]";
    }
}
