// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import dev.milena.app.chaos.job.ChainedRecord;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A topology like a user's own: a string in, records of JSON out. */
abstract class JsonContract implements Contract {

    @Override
    public byte[] event(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Output answer(ConsumerRecord<byte[], byte[]> record) {
        ChainedRecord value = value(record);
        return output(record, value, String.valueOf(value.summarized()));
    }

    @Override
    public Output deadLetter(ConsumerRecord<byte[], byte[]> record) {
        ChainedRecord value = value(record);
        return output(record, value, Output.refused(String.valueOf(value.refused())));
    }

    private static ChainedRecord value(ConsumerRecord<byte[], byte[]> record) {
        return Objects.requireNonNull(ChainedRecord.serde().deserializer().deserialize(record.topic(), record.value()));
    }

    private static Output output(ConsumerRecord<byte[], byte[]> record, ChainedRecord value, String content) {
        return Output.of(record, value.partition(), value.offset(), value.part(), content);
    }

    @Override
    public boolean attention() {
        return false;
    }
}
