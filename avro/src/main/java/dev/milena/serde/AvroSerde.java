// SPDX-License-Identifier: Apache-2.0
package dev.milena.serde;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Avro single-object encoding of one of Milena's records. Needs no settings and no schema registry. Any thread. A null
 * value is null bytes, both ways; everything else that is not exactly one such record throws
 * {@link UndecodableValueException}.
 *
 * @param <T> the record
 */
public abstract sealed class AvroSerde<T extends SpecificRecord> implements Serde<T>
        permits TextEventSerde, EnrichedTextSerde, AttentionMapSerde, DeadLetterSerde {

    private final SingleObjectCodec<T> codec;

    AvroSerde(Schema current) {
        this.codec = new SingleObjectCodec<>(current);
    }

    @Override
    public final Serializer<T> serializer() {
        return (topic, value) -> encode(value);
    }

    @Override
    public final Deserializer<T> deserializer() {
        return (topic, bytes) -> decode(bytes);
    }

    // Kafka passes null for tombstones, although its interfaces do not say so
    @SuppressWarnings("NullAway")
    private byte[] encode(@Nullable T value) {
        return value == null ? null : codec.encode(value);
    }

    @SuppressWarnings("NullAway")
    private T decode(byte @Nullable [] bytes) {
        return bytes == null ? null : codec.decode(bytes);
    }
}
