// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.flow;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How time passes for a process: by itself, with workers that run batches, or in steps on the clock of a
 * {@code TopologyTestDriver}, with batches that run inside the steps. Any thread.
 */
public interface Pace {

    /** The clock of batches and waits, in nanoseconds from an arbitrary origin. */
    long nanoTime();

    /** When a batch last completed on that clock; the lowest number before the first. */
    long lastCompletionNanos();

    /** A task starts at this wall-clock time. */
    void begin(long wallClockMillis);

    /** A punctuator runs at this wall-clock time of its task. */
    void tick(long wallClockMillis);

    /** The next completion of a task, or null when none came within the slice. */
    <T> @Nullable T await(Completions<T> completions, Duration slice);
}
