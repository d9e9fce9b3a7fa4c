// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A source event in the pending store: its bytes as they are, and the timestamp that it came with as the last header of a
 * name of ours, where it is not the record's, or where a sender uses that name. Any thread.
 */
@SuppressWarnings("NullAway") // null is null, both ways; Kafka's interfaces are not annotated
final class SourceEventSerde implements Serde<SourceEvent> {
    /** Entries that older builds wrote are read with the same header: see the codec of the pending store. */
    private static final String HEADER = "milena.original.timestamp";

    @Override
    public Serializer<SourceEvent> serializer() {
        return new Serializer<>() {
            @Override
            public byte[] serialize(String topic, SourceEvent event) {
                throw new UnsupportedOperationException("an event is written with its headers");
            }

            @Override
            public byte[] serialize(String topic, Headers headers, SourceEvent event) {
                if (event.originalTimestamp() != null || headers.lastHeader(HEADER) != null) {
                    headers.add(HEADER, encoded(event.originalTimestamp()));
                }
                return event.value();
            }
        };
    }

    @Override
    public Deserializer<SourceEvent> deserializer() {
        return new Deserializer<>() {
            @Override
            public SourceEvent deserialize(String topic, byte[] bytes) {
                return new SourceEvent(bytes, null);
            }

            @Override
            public SourceEvent deserialize(String topic, Headers headers, byte[] bytes) {
                return new SourceEvent(bytes, decoded(headers.lastHeader(HEADER)));
            }
        };
    }

    private static byte[] encoded(@Nullable Long timestamp) {
        return timestamp == null
                ? new byte[0]
                : ByteBuffer.allocate(Long.BYTES).putLong(timestamp).array();
    }

    private static @Nullable Long decoded(@Nullable Header header) {
        byte[] value = header == null ? null : header.value();
        return value == null || value.length != Long.BYTES
                ? null
                : ByteBuffer.wrap(value).getLong();
    }
}
