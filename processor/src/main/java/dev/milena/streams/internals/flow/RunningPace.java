// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.flow;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Time passes by itself and batchers have workers. Any thread. */
public final class RunningPace implements Pace {
    private volatile long lastCompletion = Long.MIN_VALUE;

    /** A batch completed, well or badly. */
    public void completed() {
        lastCompletion = System.nanoTime();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long lastCompletionNanos() {
        return lastCompletion;
    }

    @Override
    public void begin(long wallClockMillis) {
        // Time passes by itself.
    }

    @Override
    public void tick(long wallClockMillis) {
        // Workers need no push.
    }

    @Override
    public <T> @Nullable T await(Completions<T> completions, Duration slice) {
        return completions.await(slice);
    }
}
