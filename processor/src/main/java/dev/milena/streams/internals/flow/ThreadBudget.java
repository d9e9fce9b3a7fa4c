// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.flow;

/**
 * How long the tasks of one stream thread have waited inside {@code process()} since that thread last had a chance to
 * commit or poll. Several tasks share a thread, so one task's own patience is no measure. Each thread has its own.
 */
public final class ThreadBudget {
    private static final ThreadLocal<ThreadBudget> OF_THREAD = ThreadLocal.withInitial(ThreadBudget::new);

    private long waitedNanos;
    private long renewedNanos = Long.MIN_VALUE;

    private ThreadBudget() {}

    public static ThreadBudget ofThisThread() {
        return OF_THREAD.get();
    }

    public void waited(long nanos) {
        waitedNanos += nanos;
    }

    public long waitedNanos() {
        return waitedNanos;
    }

    /** When this thread last had a chance to commit, on the clock of its {@link Pace}; the lowest number before. */
    public long renewedNanos() {
        return renewedNanos;
    }

    /** A punctuator runs: Streams checks for a commit right after it. */
    public void renew(long nowNanos) {
        waitedNanos = 0;
        renewedNanos = nowNanos;
    }
}
