// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.outage;

import dev.milena.streams.internals.supervision.Failures;
import org.apache.kafka.common.KafkaException;

/**
 * A serde or function of the user's needs something outside, such as a schema registry, that is away. The stream thread
 * gives up after a while, the transaction is aborted, and its successor goes on from the pending store. Has the stack trace
 * of the error but not the error: serdes like to repeat what they cannot read.
 */
public final class OutsideAwayException extends KafkaException {
    private static final long serialVersionUID = 1L;

    public OutsideAwayException(String what, Throwable error) {
        super(what + " needs something that is away: " + Failures.describe(error)
                + ". Nothing is lost, records wait. Look at what it needs, such as a schema registry");
        setStackTrace(error.getStackTrace());
    }
}
