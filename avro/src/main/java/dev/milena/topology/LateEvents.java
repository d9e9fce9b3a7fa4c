// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.RefusalCode;
import dev.milena.streams.record.RecordSize;
import dev.milena.streams.record.Refusal;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;

/** Parts late events, which have a topic of their own, from others that are in no window. Immutable, any thread. */
final class LateEvents {
    private final long most;

    /**
     * @param most largest record that the topic takes
     */
    LateEvents(long most) {
        this.most = most;
    }

    /** A node that lets late events pass, as they came. */
    Processor<byte[], Refusal<SourceEvent>, byte[], OutgoingValue> events() {
        return new ContextualProcessor<>() {
            @Override
            public void process(Record<byte[], Refusal<SourceEvent>> record) {
                SourceEvent event = record.value().value();
                byte[] value = event == null ? null : event.value();
                if (value != null && isLate(record, value)) {
                    int partition = record.value().source().orElseThrow().partition();
                    context().forward(record.withValue(new OutgoingValue(value, partition)));
                }
            }
        };
    }

    /** A node that lets all others pass, and late events that their topic would not take. */
    Processor<byte[], Refusal<SourceEvent>, byte[], Refusal<SourceEvent>> others() {
        return new ContextualProcessor<>() {
            @Override
            public void process(Record<byte[], Refusal<SourceEvent>> record) {
                SourceEvent event = record.value().value();
                byte[] value = event == null ? null : event.value();
                if (value == null || !isLate(record, value)) {
                    context().forward(record);
                }
            }
        };
    }

    private boolean isLate(Record<byte[], Refusal<SourceEvent>> record, byte[] value) {
        return record.value().code() == RefusalCode.LATE
                && RecordSize.upperBound(record.key(), value, record.headers()) <= most;
    }
}
