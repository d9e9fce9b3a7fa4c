// SPDX-License-Identifier: Apache-2.0
package dev.milena.serde;

import dev.milena.schemas.DeadLetterCode;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Bytes that are no event. The message says what was found, the rule and the cure, never what the bytes hold; for the
 * same reason there is no cause. A user's own deserializer may throw it to choose the code of the dead letter.
 */
public final class UndecodableValueException extends SerializationException {
    private static final long serialVersionUID = 1L;

    private final DeadLetterCode code;

    /**
     * @param code {@code NOT_AVRO}, {@code WRONG_SCHEMA} or {@code MALFORMED_TEXT}
     * @param message no part of the payload
     */
    public UndecodableValueException(DeadLetterCode code, String message) {
        super(message);
        this.code = code;
    }

    /** Why, for programs. */
    public DeadLetterCode code() {
        return code;
    }
}
