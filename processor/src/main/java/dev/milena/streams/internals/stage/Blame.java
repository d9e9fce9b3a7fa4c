// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import dev.milena.streams.internals.supervision.Failures;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;

/** Tells what a record is to blame for from what it is not. Stateless. */
final class Blame {
    private Blame() {}

    /**
     * Throws what no record is to blame for: an exhausted memory, and a cluster or registry that is away, which Kafka's
     * clients and serdes report as a {@link KafkaException}.
     */
    static void rethrowIfNotOfTheRecord(Throwable error) {
        Failures.rethrowIfOfTheProcess(error);
        if (error instanceof KafkaException outage && !(error instanceof SerializationException)) {
            throw outage;
        }
    }
}
