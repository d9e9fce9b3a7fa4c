// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.job;

import dev.milena.schemas.TextEvent;
import dev.milena.serde.TextEventSerde;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** A serde of a user's own that cannot read some events, and says so by repeating them, as many do. */
public final class WordyEventSerde implements Serde<TextEvent> {
    private final TextEventSerde serde = new TextEventSerde();

    @Override
    public Serializer<TextEvent> serializer() {
        return serde.serializer();
    }

    @Override
    public Deserializer<TextEvent> deserializer() {
        return (topic, bytes) -> {
            TextEvent event = serde.deserializer().deserialize(topic, bytes);
            switch (event.getText().split(" ", 2)[0]) {
                case "unreadable" -> throw new SerializationException("cannot read " + event);
                case "undecodable" -> throw new IllegalStateException("cannot decode " + event);
                case "deep" -> throw new StackOverflowError("too deep: " + event);
                default -> {
                    return event;
                }
            }
        };
    }
}
