// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.flow;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Time passes only when a punctuator runs or a task waits, and due batches run at that moment on that thread: no
 * workers, no sleeps, the same result every time. For {@code TopologyTestDriver}.
 */
public final class SteppedPace implements Pace {
    private final AtomicLong now = new AtomicLong();
    private Runnable runDueBatches = () -> {};
    private volatile long lastCompletion = Long.MIN_VALUE;

    public void runsDue(Runnable batches) {
        runDueBatches = batches;
    }

    public void completed() {
        lastCompletion = now.get();
    }

    @Override
    public long nanoTime() {
        return now.get();
    }

    @Override
    public long lastCompletionNanos() {
        return lastCompletion;
    }

    @Override
    public void begin(long wallClockMillis) {
        now.accumulateAndGet(TimeUnit.MILLISECONDS.toNanos(wallClockMillis), Math::max);
    }

    @Override
    public void tick(long wallClockMillis) {
        begin(wallClockMillis);
        runDueBatches.run();
    }

    @Override
    public <T> @Nullable T await(Completions<T> completions, Duration slice) {
        T next = completions.poll();
        if (next == null) {
            now.addAndGet(slice.toNanos());
            runDueBatches.run();
            next = completions.poll();
        }
        return next;
    }
}
