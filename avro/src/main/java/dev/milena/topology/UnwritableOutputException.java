// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.streams.record.SourceCoordinates;
import org.apache.kafka.common.KafkaException;

/**
 * A serde of the outputs failed. The task stops rather than send a dead letter: a registry that is away fails in the
 * same way, and nothing is lost meanwhile. Has the stack trace of the serde's own error but not the error: serializers
 * like to repeat what they cannot write.
 */
public final class UnwritableOutputException extends KafkaException {
    private static final long serialVersionUID = 1L;

    UnwritableOutputException(SourceCoordinates id, String topic, Class<?> serializer, RuntimeException error) {
        super("The output of event " + id + " for topic " + topic + " cannot be encoded by " + serializer.getName()
                + ": "
                + Errors.describe(error)
                + ". Nothing is lost, the event waits in the pending store. Look at the serde"
                + " that is set for the topic and at what it needs, such as a registry");
        setStackTrace(error.getStackTrace());
    }
}
