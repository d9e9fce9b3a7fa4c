// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.windows;

import java.time.Duration;
import java.util.function.LongConsumer;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/** Calls a task as the wall clock goes on, at an interval that may change. Stream thread. */
final class Ticker {
    private final ProcessorContext<?, ?> context;
    private final LongConsumer tick;
    private @Nullable Cancellable scheduled;
    private Duration interval = Duration.ZERO;

    /**
     * @param tick gets the wall clock
     */
    Ticker(ProcessorContext<?, ?> context, LongConsumer tick) {
        this.context = context;
        this.tick = tick;
    }

    /** Ticks at that interval from now on; goes on where it is the one that there is. */
    void every(Duration wanted) {
        if (scheduled == null || !interval.equals(wanted)) {
            stop();
            interval = wanted;
            scheduled = context.schedule(wanted, PunctuationType.WALL_CLOCK_TIME, tick::accept);
        }
    }

    /** Ticks no more. */
    void stop() {
        if (scheduled != null) {
            scheduled.cancel();
            scheduled = null;
        }
    }
}
