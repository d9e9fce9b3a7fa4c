// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits inside {@code process()} until a task has room, which is what stops Streams from reading on. Waits in slices,
 * in each of which the task releases what is finished. When the stream thread has to get back to its commits and polls,
 * the task takes the event beyond its bound, a limited number of times. Gives up with {@link PendingLimitException} when
 * nothing at all completes, or when that limit is reached, too. Stream thread.
 */
final class BackPressure {
    private static final Logger log = LoggerFactory.getLogger(BackPressure.class);
    private static final Duration SLICE = Duration.ofMillis(20);

    private final Pace pace;
    private final long stallNanos;
    private final long budgetNanos;

    BackPressure(Pace pace, Duration stallLimit, Duration threadBudget) {
        this.pace = pace;
        this.stallNanos = stallLimit.toNanos();
        this.budgetNanos = threadBudget.toNanos();
    }

    /** The task that waits. */
    interface Waiter {
        /** Whether it may go on. */
        boolean hasRoom();

        /** Waits for a completion of its own, at most for the slice, and releases what is finished. */
        void work(Duration slice);

        /** Whether it may take what it waits for although it has no room; called once for each time it does. */
        boolean overdraw();

        /** What it holds, for messages. */
        String holdings();
    }

    /**
     * Returns when the task has room, or may do without.
     *
     * @throws PendingLimitException when waiting on would do harm; nothing is lost by it
     */
    void awaitRoom(Waiter task) {
        if (task.hasRoom()) {
            return;
        }
        ThreadBudget budget = ThreadBudget.ofThisThread();
        long start = pace.nanoTime();
        long last = start;
        while (!task.hasRoom()) {
            task.work(SLICE);
            long now = pace.nanoTime();
            budget.waited(now - last);
            last = now;
            if (!task.hasRoom()) {
                checkStall(task, Math.max(start, pace.lastCompletionNanos()), now);
                if (isUsed(budget)) {
                    // To throw would abort all that was released meanwhile. After a restart with many pending events,
                    // none of which is this task's, that would be so each time, and nothing would ever be committed.
                    requireOverdraft(task, budget);
                    log.debug("The thread has to commit: one event is taken without room, beyond {}", task.holdings());
                    return;
                }
            }
        }
        log.debug("Waited {} ms for room", (last - start) / 1_000_000);
    }

    private void checkStall(Waiter task, long lastProgress, long now) {
        if (now - lastProgress > stallNanos) {
            throw new PendingLimitException("No batch completed for " + (now - lastProgress) / 1_000_000
                    + " ms while this task holds " + task.holdings()
                    + ": more than twice milena.engine.deadline.ms. The"
                    + " engine hangs, or one batch takes longer than its deadline; nothing is lost, the events wait in"
                    + " the pending store. Look at the engine, lower milena.batch.max.tokens, or raise the deadline");
        }
    }

    private boolean isUsed(ThreadBudget budget) {
        return budget.waitedNanos() + SLICE.toNanos() > budgetNanos;
    }

    private void requireOverdraft(Waiter task, ThreadBudget budget) {
        if (!task.overdraw()) {
            throw new PendingLimitException("The tasks of this stream thread have waited "
                    + budget.waitedNanos() / 1_000_000 + " ms of the " + budgetNanos / 1_000_000
                    + " ms that max.poll.interval.ms and transaction.timeout.ms leave them, and this one still holds "
                    + task.holdings() + "; nothing is lost, the events wait in the pending store. Raise these timeouts,"
                    + " spread the partitions over more threads or instances, or give the model more power");
        }
    }
}
