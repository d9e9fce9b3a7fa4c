// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import dev.milena.schemas.DeadLetter;
import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.SourceCoordinates;
import dev.milena.schemas.TextEvent;
import dev.milena.serde.DeadLetterSerde;
import dev.milena.serde.EnrichedTextSerde;
import dev.milena.serde.TextEventSerde;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The built-in topics: {@code TextEvent} in; {@code EnrichedText}, {@code AttentionMap} and {@code DeadLetter} out. */
final class EventContract implements Contract {

    @Override
    public byte[] event(String text) {
        try (TextEventSerde serde = new TextEventSerde()) {
            return serde.serializer()
                    .serialize(
                            PacedProducer.INPUT,
                            TextEvent.newBuilder().setText(text).build());
        }
    }

    @Override
    public Output answer(ConsumerRecord<byte[], byte[]> record) {
        try (EnrichedTextSerde serde = new EnrichedTextSerde()) {
            EnrichedText answer = serde.deserializer().deserialize(record.topic(), record.value());
            return output(record, answer.getSource(), answer.getText());
        }
    }

    @Override
    public Output deadLetter(ConsumerRecord<byte[], byte[]> record) {
        try (DeadLetterSerde serde = new DeadLetterSerde()) {
            DeadLetter letter = serde.deserializer().deserialize(record.topic(), record.value());
            return output(
                    record, letter.getSource(), Output.refused(letter.getCode().name()));
        }
    }

    private static Output output(ConsumerRecord<byte[], byte[]> record, SourceCoordinates source, String content) {
        return Output.of(record, source.getPartition(), source.getOffset(), 0, content);
    }

    @Override
    public int parts() {
        return 1;
    }

    @Override
    public List<String> stores() {
        return List.of(JobSettings.STORE);
    }

    @Override
    public boolean attention() {
        return true;
    }
}
