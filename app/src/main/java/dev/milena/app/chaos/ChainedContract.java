// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import dev.milena.app.chaos.job.ChainedRecord;
import dev.milena.app.chaos.job.ChainedTopology;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The chained topology: a string in; for each event three records of JSON out, translated and summarized, or refused. */
final class ChainedContract implements Contract {

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
    public int parts() {
        return ChainedTopology.PARTS;
    }

    @Override
    public List<String> stores() {
        return ChainedTopology.STAGES.stream().map(stage -> stage + "-pending").toList();
    }

    @Override
    public boolean attention() {
        return false;
    }
}
