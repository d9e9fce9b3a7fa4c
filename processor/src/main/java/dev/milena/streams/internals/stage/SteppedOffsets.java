// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import dev.milena.streams.stepping.Stepping;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Coordinates whose offsets go on from those of an earlier driver: a new {@code TopologyTestDriver} counts from 0 again.
 *
 * @param topic topic
 * @param partition partition
 * @param offset offset
 */
public record SteppedOffsets(String topic, int partition, long offset) implements RecordMetadata {
    public static Optional<RecordMetadata> of(Optional<RecordMetadata> metadata, Stepping stepping) {
        return stepping == Stepping.PLAIN ? metadata : metadata.map(here -> goingOn(here, stepping));
    }

    private static RecordMetadata goingOn(RecordMetadata here, Stepping stepping) {
        return here.topic() == null || here.offset() < 0
                ? here
                : new SteppedOffsets(
                        here.topic(), here.partition(), stepping.recordsBefore(here.topic()) + here.offset());
    }
}
