// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.flow;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * The way back from the workers to one generation of one task. Workers put and never block: there is room for
 * everything that the task has offered. Once closed, what still comes is dropped: the next owner of the event computes
 * it again from the pending store. Workers call {@link #put}, the stream thread everything else.
 *
 * @param <T> what comes back
 */
public final class Completions<T> {
    private final BlockingQueue<T> queue = new LinkedBlockingQueue<>();
    private volatile boolean closed;

    /** Hands one back; drops it when this is closed. */
    public void put(T completion) {
        if (!closed) {
            queue.add(completion);
        }
    }

    /** The next one, or null when there is none at once. */
    @Nullable
    public T poll() {
        return queue.poll();
    }

    /**
     * The next one, or null when none came in time.
     *
     * @throws InterruptException when the thread is interrupted
     */
    @Nullable
    public T await(Duration atMost) {
        try {
            return queue.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** Drops what is here and what still comes. */
    public void close() {
        closed = true;
        queue.clear();
    }
}
