// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.outage;

import dev.milena.streams.internals.supervision.Failures;
import org.apache.kafka.common.KafkaException;

/**
 * A serde or function of the user's reports that Kafka, and not a record, is to blame. The stream thread ends, the
 * transaction is aborted, and its successor goes on from the pending store. Has the stack trace of the error but not the
 * error: serdes like to repeat what they cannot read.
 */
public final class OutsideFailedException extends KafkaException {
    private static final long serialVersionUID = 1L;

    public OutsideFailedException(String what, Throwable error) {
        super(what + " failed, and says that no record is to blame: " + Failures.describe(error)
                + ". Nothing is lost, records wait. Let it throw SerializationException where a record is");
        setStackTrace(error.getStackTrace());
    }
}
