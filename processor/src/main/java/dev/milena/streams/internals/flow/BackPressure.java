// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.flow;

import dev.milena.streams.internals.supervision.AwakeTime;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits inside {@code process()} until a task has room, which is what stops Streams from reading on. Waits in slices,
 * in each of which the task releases what is finished.
 *
 * <p>Nothing is committed while a task waits, and it may be the batches of other tasks of its thread that complete. So
 * the task takes the record beyond its bound, a limited number of times, when a commit is due and a batch has completed
 * since the last one, and at the latest when the stream thread has to get back to its commits and polls. Gives up with
 * {@link PendingLimitException} when nothing at all completes, or when that limit is reached, too. Stream thread.
 */
public final class BackPressure {
    private static final Logger log = LoggerFactory.getLogger(BackPressure.class);
    private static final Duration SLICE = Duration.ofMillis(20);

    /** Longer between two looks, and the whole process slept: that is no time in which a batch could have completed. */
    private static final Duration LATEST_LOOK = Duration.ofMillis(250);

    private final Pace pace;
    private final long stallNanos;
    private final long budgetNanos;
    private final long commitNanos;
    private final int maxOverdraft;
    private int overdraft;

    /**
     * @param stallLimit how long nothing may complete
     * @param threadBudget how long all tasks of a thread may wait between two chances to commit
     * @param commitInterval after which time of waiting a commit is due
     * @param maxOverdraft how many records the task may take beyond its bound before it has room again; half of them are
     *     kept for when the thread's budget is used
     */
    public BackPressure(
            Pace pace, Duration stallLimit, Duration threadBudget, Duration commitInterval, int maxOverdraft) {
        this.pace = pace;
        this.stallNanos = stallLimit.toNanos();
        this.budgetNanos = threadBudget.toNanos();
        this.commitNanos = commitInterval.toNanos();
        this.maxOverdraft = maxOverdraft;
    }

    /** The task that waits. */
    public interface Waiter {
        /** Whether it may go on. */
        boolean hasRoom();

        /** Waits for a completion of its own, at most for the slice, and releases what is finished. */
        void work(Duration slice);

        /** What it holds, for messages. */
        String holdings();
    }

    /**
     * Returns when the task has room, or may do without.
     *
     * @throws PendingLimitException when waiting on would do harm; nothing is lost by it
     */
    public void awaitRoom(Waiter task) {
        if (task.hasRoom()) {
            overdraft = 0;
            return;
        }
        ThreadBudget budget = ThreadBudget.ofThisThread();
        long start = pace.nanoTime();
        long last = start;
        AwakeTime awake = new AwakeTime(start, LATEST_LOOK.toNanos());
        long lastCompletion = pace.lastCompletionNanos();
        long awakeThen = 0;
        while (!task.hasRoom()) {
            task.work(SLICE);
            long now = pace.nanoTime();
            budget.waited(now - last);
            last = now;
            awake.look(now);
            if (pace.lastCompletionNanos() != lastCompletion) {
                lastCompletion = pace.lastCompletionNanos();
                awakeThen = awake.nanos();
            }
            if (!task.hasRoom()) {
                checkStall(task, awake.nanos() - awakeThen);
                if (isUsed(budget)) {
                    // To throw would abort all that was released meanwhile. After a restart with many pending events,
                    // none of which is this task's, that would be so each time, and nothing would ever be committed.
                    requireOverdraft(task, budget);
                    return;
                }
                if (isCommitDue(budget, lastCompletion) && overdraft < maxOverdraft / 2) {
                    overdraw(task);
                    return;
                }
            }
        }
        overdraft = 0;
        log.debug("Waited {} ms for room", (last - start) / 1_000_000);
    }

    private void checkStall(Waiter task, long withoutCompletion) {
        if (withoutCompletion > stallNanos) {
            throw new PendingLimitException("No batch completed for " + withoutCompletion / 1_000_000
                    + " ms while this task holds " + task.holdings()
                    + ": more than milena.stall.limit.ms. The model hangs, or one batch takes longer than that; nothing"
                    + " is lost, the records wait in the pending store. Look at the model, lower"
                    + " milena.batch.max.tokens, or raise milena.stall.limit.ms");
        }
    }

    private boolean isCommitDue(ThreadBudget budget, long lastCompletion) {
        return budget.waitedNanos() >= commitNanos && lastCompletion > budget.renewedNanos();
    }

    private boolean isUsed(ThreadBudget budget) {
        return budget.waitedNanos() + SLICE.toNanos() > budgetNanos;
    }

    private void requireOverdraft(Waiter task, ThreadBudget budget) {
        if (overdraft >= maxOverdraft) {
            throw new PendingLimitException("The tasks of this stream thread have waited "
                    + budget.waitedNanos() / 1_000_000 + " ms of the " + budgetNanos / 1_000_000
                    + " ms that max.poll.interval.ms and transaction.timeout.ms leave them, and this one still holds "
                    + task.holdings()
                    + "; nothing is lost, the records wait in the pending store. Raise these timeouts,"
                    + " spread the partitions over more threads or instances, or give the model more power");
        }
        overdraw(task);
    }

    private void overdraw(Waiter task) {
        overdraft++;
        log.debug("The thread has to commit: one record is taken without room, beyond {}", task.holdings());
    }
}
