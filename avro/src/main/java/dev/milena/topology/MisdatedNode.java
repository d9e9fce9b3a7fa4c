// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.RefusalCode;
import dev.milena.streams.record.Refusal;
import dev.milena.streams.record.SourceCoordinates;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Refuses events whose timestamp was replaced, and lets nothing else pass: they belong to no window, and the time in its place
 * might close the windows of all keys. Stream thread.
 */
final class MisdatedNode extends ContextualProcessor<byte[], SourceEvent, byte[], Refusal<SourceEvent>> {
    private final Duration ahead;

    /**
     * @param ahead how far ahead of the clock a timestamp may be
     */
    MisdatedNode(Duration ahead) {
        this.ahead = ahead;
    }

    @Override
    public void process(Record<byte[], SourceEvent> record) {
        Long original = record.value().originalTimestamp();
        if (original == null) {
            return;
        }
        Optional<SourceCoordinates> source = context()
                .recordMetadata()
                .map(metadata -> new SourceCoordinates(metadata.topic(), metadata.partition(), metadata.offset()));
        Refusal<SourceEvent> refusal = new Refusal<>(
                record.value(),
                RefusalCode.WRONG_TIMESTAMP,
                "The event's timestamp is " + original
                        + "; it must not be negative, nor ahead of the clock by more than "
                        + ahead.toMillis() + " ms, nor one that an output topic would refuse. Repair the clock or the"
                        + " timestamps of whoever writes the topic",
                source);
        context().forward(record.withValue(refusal));
    }
}
