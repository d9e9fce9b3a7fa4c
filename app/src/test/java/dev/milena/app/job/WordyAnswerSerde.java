// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.job;

import dev.milena.schemas.EnrichedText;
import dev.milena.serde.EnrichedTextSerde;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** A serde of a user's own that cannot write some answers, and says so by repeating them, as many do. */
public final class WordyAnswerSerde implements Serde<EnrichedText> {
    static volatile boolean broken;

    private final EnrichedTextSerde serde = new EnrichedTextSerde();

    @Override
    public Serializer<EnrichedText> serializer() {
        return (topic, answer) -> {
            if (answer.getText().startsWith("unwritable")) {
                throw new SerializationException("cannot write " + answer.getText());
            }
            if (broken && answer.getText().startsWith("stuck")) {
                throw new KafkaException("cannot write " + answer.getText());
            }
            return serde.serializer().serialize(topic, answer);
        };
    }

    @Override
    public Deserializer<EnrichedText> deserializer() {
        return serde.deserializer();
    }
}
