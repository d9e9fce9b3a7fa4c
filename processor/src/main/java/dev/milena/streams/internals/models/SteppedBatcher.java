// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.models;

import dev.milena.api.Priority;
import dev.milena.batch.BatchItem;
import dev.milena.batch.Batcher;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * A batcher without workers whose calls take time on the clock of a driver: they are made when a batch is due, and what
 * comes of them is held back until their time has passed. Meanwhile no other batch runs. The thread of the driver.
 *
 * @param <I> what goes into the model
 * @param <O> what comes out
 */
final class SteppedBatcher<I, O> implements Batcher<I, O> {
    private final Batcher<I, O> batcher;
    private final LongSupplier clock;
    private final Runnable completed;
    private final Latency latency;
    private final Deque<Held> held = new ArrayDeque<>();

    /** How long the calls of the batch that runs have taken. The thread of the driver. */
    static final class Latency {
        private long nanos;

        /** A call takes so long, after those before it. */
        void add(Duration call) {
            nanos += call.toNanos();
        }
    }

    private record Held(long until, Runnable completion) {}

    /**
     * @param completed hears when what was held back is let go
     */
    SteppedBatcher(Batcher<I, O> batcher, LongSupplier clock, Latency latency, Runnable completed) {
        this.batcher = batcher;
        this.clock = clock;
        this.latency = latency;
        this.completed = completed;
    }

    @Override
    public void offer(BatchItem<I, O> item) {
        batcher.offer(holding(item));
    }

    @Override
    public void offerFirst(BatchItem<I, O> item, int rank) {
        batcher.offerFirst(holding(item), rank);
    }

    private BatchItem<I, O> holding(BatchItem<I, O> item) {
        BiConsumer<O, Throwable> done = item.onDone();
        return item.telling((output, error) -> hold(() -> done.accept(output, error)));
    }

    private void hold(Runnable completion) {
        if (latency.nanos == 0) {
            completion.run();
        } else {
            held.addLast(new Held(clock.getAsLong() + latency.nanos, completion));
        }
    }

    @Override
    public boolean runDue() {
        letGo();
        if (!held.isEmpty()) {
            return false;
        }
        latency.nanos = 0;
        return batcher.runDue();
    }

    private void letGo() {
        for (Held next : List.copyOf(held)) {
            if (next.until() - clock.getAsLong() > 0) {
                return;
            }
            held.removeFirst();
            next.completion().run();
            completed.run();
        }
    }

    @Override
    public void raise(Object owner, Object line, Priority priority) {
        batcher.raise(owner, line, priority);
    }

    @Override
    public int withdraw(Object owner) {
        return batcher.withdraw(owner);
    }

    @Override
    public int queued() {
        return batcher.queued();
    }

    @Override
    public int queued(Priority priority) {
        return batcher.queued(priority);
    }

    @Override
    public boolean isIdle() {
        return held.isEmpty() && batcher.isIdle();
    }

    @Override
    public void close(Duration atMost) {
        held.clear();
        batcher.close(atMost);
    }

    @Override
    public void close() {
        held.clear();
        batcher.close();
    }
}
