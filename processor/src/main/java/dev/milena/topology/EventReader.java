// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.TextRefusedException;
import dev.milena.schemas.DeadLetterCode;
import dev.milena.schemas.TextEvent;
import dev.milena.serde.UndecodableValueException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the value of an event. Decoding happens here and not in the source node because Streams names the wrong
 * record, or none, when it dead-letters on its own. Stream thread.
 */
final class EventReader {
    private final Deserializer<TextEvent> deserializer;

    EventReader(Deserializer<TextEvent> deserializer) {
        this.deserializer = deserializer;
    }

    /**
     * @throws TextRefusedException when the value is no event
     * @throws KafkaException when a deserializer of the user's own fails for reasons outside the event
     */
    TextEvent read(PendingEvent event) throws TextRefusedException {
        if (event.value() == null) {
            throw new TextRefusedException(
                    DeadLetterCode.NULL_VALUE, "The record has no value; send a TextEvent in every record");
        }
        @Nullable TextEvent decoded;
        try {
            decoded = deserializer.deserialize(event.id().topic(), event.copyOfHeaders(), event.value());
        } catch (UndecodableValueException e) {
            throw new TextRefusedException(e.code(), Failures.message(e));
        } catch (SerializationException e) {
            throw refused(e);
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            // Hostile bytes make decoders throw anything; that is still the event's fault.
            Failures.rethrowIfOfTheProcess(e);
            throw refused(e);
        }
        if (decoded == null) {
            throw new TextRefusedException(
                    DeadLetterCode.NULL_VALUE,
                    "The record's value decodes to nothing; send a TextEvent in every record");
        }
        return decoded;
    }

    private TextRefusedException refused(Throwable e) {
        return new TextRefusedException(
                DeadLetterCode.NOT_AVRO,
                "The value cannot be decoded by " + deserializer.getClass().getName() + ": " + Failures.describe(e)
                        + "; send what milena.input.value.serde reads");
    }
}
