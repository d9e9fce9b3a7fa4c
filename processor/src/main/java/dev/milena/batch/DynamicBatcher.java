// SPDX-License-Identifier: Apache-2.0
package dev.milena.batch;

import dev.milena.api.BatchReport;
import dev.milena.api.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Batcher}: items of similar length together, a budget of texts and padded tokens, linger, bisection.
 *
 * <p>Items of one flow and length keep the order in which they were offered; others may overtake each other. Flows take
 * turns within their priority ({@link Lane}), and priorities share by their weights ({@link PriorityLanes}): with one worker
 * the first item of a flow that begins to wait waits for the batch that is running, and then for at most one batch of a flood.
 *
 * <p>A batch starts when an item has waited for the linger, or as soon as enough waits to fill one. An item that comes after
 * a pause, at least a linger after the one before, waits for nobody: one that comes by itself would wait in vain, and the
 * rest of a burst gathers while it runs. While one worker runs a batch, another starts one that is not full only when its
 * oldest item has waited for {@value #HELD_LINGERS} lingers more: two small batches at once cost more than one larger
 * batch a little later. When a batch fails, by any {@link Throwable} or by returning the wrong number of outputs or nothing but
 * nulls, its halves run at once until the items that break it stand alone; where only some outputs are null, their items
 * do so at once. Each such item gets the error of its own last run. An item that is marked as alone goes first and shares
 * its batch with no other.
 *
 * <p>Any thread. With workers, batches run on daemon threads of this batcher; without, on the thread that calls
 * {@link #runDue()}. Offers after {@link #close()} are dropped.
 *
 * @param <I> what goes into the model
 * @param <O> what comes out
 */
public final class DynamicBatcher<I, O> implements Batcher<I, O> {

    /** For so many lingers a batch that is not full waits for the one that another worker runs. */
    static final int HELD_LINGERS = 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final LengthQueues<I, O> queues; // guarded by lock
    private long offers; // guarded by lock
    private long lastOffer; // clock reading, guarded by lock
    private int running; // workers with a batch, guarded by lock
    private boolean closed; // guarded by lock

    private final String name;
    private final LongSupplier clock;
    private final long lingerNanos;
    private final Duration closeTimeout;
    private final BatchRunner<I, O> runner;
    private final Consumer<Throwable> onDeath;
    private final List<Thread> workers = new ArrayList<>();

    private DynamicBatcher(Builder<I, O> settings, Function<List<I>, List<O>> function) {
        Budget budget = new Budget(settings.maxTexts, settings.maxTokens, settings.overheadTokens);
        this.name = settings.name;
        this.clock = settings.clock;
        this.lingerNanos = settings.linger.toNanos();
        this.closeTimeout = settings.closeTimeout;
        this.queues = new LengthQueues<>(budget, settings.weights);
        this.runner = new BatchRunner<>(name, budget, clock, function, settings.sizeOf, settings.listener);
        this.onDeath = settings.onDeath;
        for (int i = 0; i < settings.workers; i++) {
            Thread worker = new Thread(this::work, "milena-batch-" + name + "-" + i);
            worker.setDaemon(true);
            workers.add(worker);
        }
    }

    /** A builder with one worker and the defaults of the settings {@code milena.batch.*}. */
    public static <I, O> Builder<I, O> builder() {
        return new Builder<>();
    }

    @Override
    public void offer(BatchItem<I, O> item) {
        enqueue(item, 0, false);
    }

    @Override
    public void offerFirst(BatchItem<I, O> item, int rank) {
        enqueue(item, rank, true);
    }

    private void enqueue(BatchItem<I, O> item, int rank, boolean ahead) {
        if (item.sourceTokens() < 1) {
            throw new IllegalArgumentException(
                    "An item of " + item.sourceTokens() + " tokens; the length must be at least 1");
        }
        lock.lock();
        try {
            if (closed) {
                return;
            }
            boolean wasEmpty = queues.size() == 0;
            long now = clock.getAsLong();
            queues.add(new QueuedItem<>(item, rank, offers, now, dueOf(now)), ahead);
            offers++;
            // otherwise a worker already knows when the oldest item is due
            if (wasEmpty || item.alone() || queues.isEnough()) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** From when on an item that is offered now waits for no others. */
    private long dueOf(long now) {
        boolean afterPause = offers == 0 || now - lastOffer >= lingerNanos;
        lastOffer = now;
        return afterPause ? now : now + lingerNanos;
    }

    @Override
    public void raise(Object owner, Object line, Priority priority) {
        lock.lock();
        try {
            queues.raise(owner, line, priority);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int withdraw(Object owner) {
        lock.lock();
        try {
            return queues.removeOwnedBy(owner);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean runDue() {
        if (!workers.isEmpty()) {
            return false;
        }
        List<QueuedItem<I, O>> batch;
        lock.lock();
        try {
            batch = queues.takeDue(clock.getAsLong(), 0);
        } finally {
            lock.unlock();
        }
        if (batch.isEmpty()) {
            return false;
        }
        runner.run(batch);
        return true;
    }

    @Override
    public int queued() {
        lock.lock();
        try {
            return queues.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int queued(Priority priority) {
        lock.lock();
        try {
            return queues.size(priority);
        } finally {
            lock.unlock();
        }
    }

    /** Flows that are known of: those that wait, and those that have had more than their share. */
    int flows() {
        lock.lock();
        try {
            return queues.flows();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isIdle() {
        lock.lock();
        try {
            return queues.size() == 0 && running == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Closes, and waits at most for the close timeout. */
    @Override
    public void close() {
        close(closeTimeout);
    }

    @Override
    public void close(Duration atMost) {
        lock.lock();
        try {
            closed = true;
            queues.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (!workers.contains(Thread.currentThread())) {
            awaitWorkers(atMost);
        }
    }

    private void awaitWorkers(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            for (Thread worker : workers) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                worker.join(Math.max(1, left));
                if (worker.isAlive()) {
                    throw new IllegalStateException("A batch of " + name + " is still running " + atMost.toMillis()
                            + " ms after closing; the model must stay open until it ends, or the process must end");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a batch of " + name + " was still running", e);
        }
    }

    /** What a batch throws is handled; whatever else is thrown ends the worker, and its items are never told. */
    @SuppressWarnings("CatchingUnchecked")
    private void work() {
        try {
            workUntilClosed();
        } catch (Throwable e) {
            onDeath.accept(e);
        }
    }

    private void workUntilClosed() {
        List<QueuedItem<I, O>> batch = awaitDue();
        while (batch != null) {
            try {
                runner.run(batch);
            } finally {
                ended();
            }
            batch = awaitDue();
        }
    }

    /** Whoever ran a batch looks for the next one itself, so nobody needs to be told that held items may go. */
    private void ended() {
        lock.lock();
        try {
            running--;
        } finally {
            lock.unlock();
        }
    }

    /** The next batch, or null when this batcher was closed. */
    private @Nullable List<QueuedItem<I, O>> awaitDue() {
        while (true) {
            try {
                return awaitDueOrInterrupt();
            } catch (InterruptedException e) {
                // only close() stops a worker: a model may leave the flag behind, and queued items must not lose theirs
            }
        }
    }

    private @Nullable List<QueuedItem<I, O>> awaitDueOrInterrupt() throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                long now = clock.getAsLong();
                long hold = running > 0 ? HELD_LINGERS * lingerNanos : 0;
                List<QueuedItem<I, O>> batch = queues.takeDue(now, hold);
                if (!batch.isEmpty()) {
                    running++;
                    if (queues.size() > 0) {
                        // what remains is another worker's, and it may be asleep without a timer
                        changed.signal();
                    }
                    return batch;
                }
                changed.awaitNanos(queues.nanosUntilDue(now, hold));
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Settings of a batcher. Only {@link #function} has no default.
     *
     * @param <I> what goes into the model
     * @param <O> what comes out
     */
    public static final class Builder<I, O> {
        private String name = "model";
        private int maxTexts = 128;
        private int maxTokens = 1_024;
        private int overheadTokens = 150;
        private Duration linger = Duration.ofMillis(5);
        private Duration closeTimeout = Duration.ofSeconds(30);
        private LongSupplier clock = System::nanoTime;
        private int workers = 1;
        private Map<Priority, Integer> weights = Map.of(Priority.HIGH, 8, Priority.NORMAL, 4, Priority.LOW, 1);
        private @Nullable Function<List<I>, List<O>> function;
        private ToIntFunction<O> sizeOf = output -> 0;
        private Consumer<BatchReport> listener = report -> {};
        private Consumer<Throwable> onDeath = death -> {};

        private Builder() {}

        /** Name of the model, for threads and reports. */
        public Builder<I, O> name(String name) {
            this.name = name;
            return this;
        }

        /** Most items in a batch, at least 1. */
        public Builder<I, O> maxTexts(int maxTexts) {
            this.maxTexts = maxTexts;
            return this;
        }

        /** Most tokens in a batch, padding included: items times the longest. A longer item runs alone. */
        public Builder<I, O> maxTokens(int maxTokens) {
            this.maxTokens = maxTokens;
            return this;
        }

        /**
         * What one run of the model costs besides its padded tokens, in tokens: the less it is, the sooner lengths that do
         * not suit a batch are left for the next. The default was chosen with {@code benchmarks/batching}.
         */
        public Builder<I, O> overheadTokens(int overheadTokens) {
            this.overheadTokens = overheadTokens;
            return this;
        }

        /** How long an item waits for others, at least 0; one that comes after as long a pause does not. */
        public Builder<I, O> linger(Duration linger) {
            this.linger = linger;
            return this;
        }

        /** How long {@link DynamicBatcher#close()} waits for the running batch. */
        public Builder<I, O> closeTimeout(Duration closeTimeout) {
            this.closeTimeout = closeTimeout;
            return this;
        }

        /** Nanoseconds of a clock that never goes back. With workers it must run as {@link System#nanoTime()} does. */
        public Builder<I, O> clock(LongSupplier clock) {
            this.clock = clock;
            return this;
        }

        /** Threads that run batches, each one at a time; 0: only {@link DynamicBatcher#runDue()} runs them. */
        public Builder<I, O> workers(int workers) {
            this.workers = workers;
            return this;
        }

        /** How lanes that have more to do than the model takes share it: one weight for each priority, at least 1. */
        public Builder<I, O> weights(Map<Priority, Integer> weights) {
            this.weights = Map.copyOf(weights);
            return this;
        }

        /** What a batch is given to: one output an input, in order, or null for one that failed. Called by one thread a worker. */
        public Builder<I, O> function(Function<List<I>, List<O>> function) {
            this.function = function;
            return this;
        }

        /** Tokens of an output, for reports. */
        public Builder<I, O> sizeOf(ToIntFunction<O> sizeOf) {
            this.sizeOf = sizeOf;
            return this;
        }

        /** Hears of every batch, failed ones and their halves included, on the thread that ran it. */
        public Builder<I, O> listener(Consumer<BatchReport> listener) {
            this.listener = listener;
            return this;
        }

        /**
         * Told, on the thread that dies, when a worker cannot go on: the machine is out of memory, for instance. Its batch
         * ends with no call, so that its items are as lost as those of a process that dies.
         */
        public Builder<I, O> onDeath(Consumer<Throwable> onDeath) {
            this.onDeath = onDeath;
            return this;
        }

        /** A batcher whose workers run. */
        public DynamicBatcher<I, O> build() {
            if (function == null) {
                throw new IllegalStateException("A batcher needs a function that runs a batch");
            }
            if (workers < 0 || linger.isNegative()) {
                throw new IllegalArgumentException(
                        "workers is " + workers + " and linger " + linger + "; neither may be negative");
            }
            DynamicBatcher<I, O> batcher = new DynamicBatcher<>(this, function);
            batcher.workers.forEach(Thread::start);
            return batcher;
        }
    }
}
