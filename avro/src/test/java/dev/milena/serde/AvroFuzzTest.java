// SPDX-License-Identifier: Apache-2.0
package dev.milena.serde;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.milena.schemas.AttentionMap;
import dev.milena.schemas.DeadLetter;
import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.TextEvent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/** Arbitrary bytes behind every schema's fingerprint: one record, or the one exception that admission expects. */
class AvroFuzzTest {
    private static final List<Target<?>> TARGETS = List.of(
            new Target<>(new TextEventSerde(), TextEvent.getClassSchema()),
            new Target<>(new EnrichedTextSerde(), EnrichedText.getClassSchema()),
            new Target<>(new AttentionMapSerde(), AttentionMap.getClassSchema()),
            new Target<>(new DeadLetterSerde(), DeadLetter.getClassSchema()));

    /** The first byte chooses the schema and whether its fingerprint is put in front. */
    @FuzzTest(maxDuration = "5m")
    void shouldReadOneRecordOrRefuse(byte[] data) {
        if (data.length == 0) {
            return;
        }
        Target<?> target = TARGETS.get((data[0] & 0xFF) % TARGETS.size());
        ByteBuffer body = ByteBuffer.wrap(data, 1, data.length - 1);
        target.check(data[0] < 0 ? bytes(body) : bytes(target.framed(body)));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private record Target<T extends org.apache.avro.specific.SpecificRecord>(AvroSerde<T> serde, Schema schema) {

        ByteBuffer framed(ByteBuffer body) {
            return ByteBuffer.allocate(10 + body.remaining())
                    .put((byte) 0xC3)
                    .put((byte) 1)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(SchemaNormalization.parsingFingerprint64(schema))
                    .put(body)
                    .flip();
        }

        void check(byte[] bytes) {
            T value;
            try {
                value = serde.deserializer().deserialize("t", bytes);
            } catch (UndecodableValueException e) {
                assertThat(e.getMessage()).isNotEmpty();
                assertThat(e.code()).isNotNull();
                return;
            }
            byte[] again = serde.serializer().serialize("t", value);
            // not the bytes: the entries of a map have no order; nor the values: some hold NaN
            assertThat(serde.serializer().serialize("t", serde.deserializer().deserialize("t", again)))
                    .hasSameSizeAs(again);
        }
    }
}
