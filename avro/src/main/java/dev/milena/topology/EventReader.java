// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.WellFormedText;
import dev.milena.schemas.Task;
import dev.milena.schemas.TextEvent;
import dev.milena.serde.UndecodableValueException;
import dev.milena.streams.record.SourceRecord;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the value of an event and says what it asks for. Decoding happens here and not in the source node because
 * Streams names the wrong record, or none, when it dead-letters on its own. Stream threads.
 */
final class EventReader {
    private final String topic;
    private final TopicSerdes.OfThread serdes;

    EventReader(String topic, TopicSerdes.OfThread serdes) {
        this.topic = topic;
        this.serdes = serdes;
    }

    /**
     * What an event asks for.
     *
     * @throws TextRefusedException when the value is no event
     * @throws KafkaException when a deserializer of the user's own fails for reasons outside the event
     */
    List<TextRequest> texts(SourceRecord<byte[], SourceEvent> record) throws TextRefusedException {
        TextEvent event = event(record);
        return List.of(TextRequest.of(event.getText())
                .from(event.getSourceLanguage())
                .into(event.getTargetLanguage())
                .bundle(event.getBundle())
                .task(task(event.getTask()))
                .startingWith(event.getTargetPrefix())
                .judging(event.getTargetText()));
    }

    /**
     * The text of an event that comes into windows; what else it asks for does not count there.
     *
     * @throws TextRefusedException when the value is no event, or its text cannot be read
     * @throws KafkaException when a deserializer of the user's own fails for reasons outside the event
     */
    String text(SourceRecord<byte[], SourceEvent> record) throws TextRefusedException {
        String text = event(record).getText();
        WellFormedText.check(text);
        return text;
    }

    private static @Nullable String task(@Nullable Task task) {
        return task == null ? null : task.name().toLowerCase(Locale.ROOT);
    }

    private TextEvent event(SourceRecord<byte[], SourceEvent> record) throws TextRefusedException {
        SourceEvent source = record.value();
        if (source == null || source.value() == null) {
            throw new TextRefusedException(
                    RefusalCode.NULL_VALUE, "The record has no value; send a TextEvent in every record");
        }
        TextEvent event = decoded(record, source.value());
        source.decodedTo(event);
        return event;
    }

    private TextEvent decoded(SourceRecord<byte[], SourceEvent> record, byte[] value) throws TextRefusedException {
        Deserializer<TextEvent> deserializer = serdes.get().input().deserializer();
        @Nullable TextEvent decoded;
        try {
            decoded = deserializer.deserialize(topic, record.headers(), value);
        } catch (UndecodableValueException e) {
            throw new TextRefusedException(RefusalCode.valueOf(e.code().name()), String.valueOf(e.getMessage()));
        } catch (SerializationException e) {
            throw refused(deserializer, e);
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            // Hostile bytes make decoders throw anything else; that is still the event's fault.
            throw refused(deserializer, e);
        }
        if (decoded == null) {
            throw new TextRefusedException(
                    RefusalCode.NULL_VALUE, "The record's value decodes to nothing; send a TextEvent in every record");
        }
        return decoded;
    }

    private static TextRefusedException refused(Deserializer<?> deserializer, Throwable e) {
        return new TextRefusedException(
                RefusalCode.NOT_DECODABLE,
                "The value cannot be decoded by " + deserializer.getClass().getName() + ": " + Errors.describe(e)
                        + "; send what milena.input.value.serde reads",
                e);
    }
}
