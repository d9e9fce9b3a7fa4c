// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.RefusalCode;
import dev.milena.config.MilenaConfig;
import dev.milena.schemas.SourceCoordinates;
import dev.milena.schemas.SpanUnit;
import dev.milena.schemas.Window;
import dev.milena.streams.record.Refusal;
import dev.milena.streams.windows.TextWindow;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * What a dead letter is written of. Immutable.
 *
 * @param code why, for programs
 * @param message why, for people
 * @param source the event; of a window, its last member
 * @param value the event's value; null where it has none, and of a window
 * @param window the window, or null where an event was refused
 */
@SuppressWarnings("ArrayRecordComponent") // bytes travel by reference; nobody compares them
record Refused(
        RefusalCode code,
        String message,
        SourceCoordinates source,
        byte @Nullable [] value,
        @Nullable Window window) {
    private static final long NO_OFFSET = -1;

    /** Reads a refusal. Stream threads. */
    @FunctionalInterface
    interface Reading<V> {
        /**
         * Reads it.
         *
         * @param partition that of the task
         */
        Refused read(Record<byte[], Refusal<V>> record, int partition);
    }

    /** The refusal of an event. */
    static Refused ofEvent(Record<byte[], Refusal<SourceEvent>> record, int partition) {
        Refusal<SourceEvent> refusal = record.value();
        SourceEvent event = refusal.value();
        dev.milena.streams.record.SourceCoordinates source = refusal.source().orElseThrow();
        return new Refused(
                refusal.code(),
                refusal.message(),
                new SourceCoordinates(
                        source.topic(),
                        source.partition(),
                        source.offset(),
                        event == null ? record.timestamp() : event.timestamp(record.timestamp())),
                event == null ? null : event.value(),
                null);
    }

    /** Reads refusals of windows. */
    static final class OfWindows implements Reading<TextWindow> {
        private final String input;
        private final SpanUnit unit;

        OfWindows(MilenaConfig config) {
            this.input = config.getString(MilenaConfig.INPUT_TOPIC_CONFIG);
            this.unit = Offsets.unitOf(config);
        }

        @Override
        public Refused read(Record<byte[], Refusal<TextWindow>> record, int partition) {
            Refusal<TextWindow> refusal = record.value();
            TextWindow window = refusal.value();
            SourceCoordinates nowhere = new SourceCoordinates(input, partition, NO_OFFSET, record.timestamp());
            return new Refused(
                    refusal.code(),
                    refusal.message(),
                    window == null || window.isEmpty() ? nowhere : Windows.lastOf(window),
                    null,
                    window == null ? null : Windows.of(record.key(), window, unit));
        }
    }

    /** Never shows the value. */
    @Override
    public String toString() {
        return "Refused[" + code + ", " + source.getTopic() + "-" + source.getPartition() + "@" + source.getOffset()
                + "]";
    }
}
