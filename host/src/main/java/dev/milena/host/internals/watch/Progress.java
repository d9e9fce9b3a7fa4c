// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.internals.watch;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * For how long an application has got nothing done, look by look. Two questions, since their cures differ: does the model
 * answer, and does the cluster take the answers. The age of a backlog is neither: a slow model with much to do is well.
 *
 * <p>Time between two looks counts up to a limit: when the whole process slept, nothing could get done. Any thread.
 */
public final class Progress {
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(3);

    private final Map<String, Uncommitted> threads = new HashMap<>();
    private long lastLook = Long.MIN_VALUE;
    private long batches;
    private long stalled;
    private long allUncommitted;

    /** A stream thread since its last commit. */
    private static final class Uncommitted {
        private double commits;
        private double steps;
        private double polls;
        private long nanos;

        /** Takes another look, and returns how many commits there were since the last one. */
        double look(ThreadWork now, long elapsed) {
            double more = now.commits() - commits;
            if (more != 0) {
                commits = now.commits();
                steps = now.steps();
                nanos = 0;
            } else if (now.steps() > steps || now.polls() == polls) {
                // a step may lie between a commit and the look that saw it: then only the missing polls tell
                nanos += elapsed;
            }
            polls = now.polls();
            return Math.max(0, more);
        }
    }

    /** Takes a look. */
    synchronized void look(long nowNanos, Work now) {
        long elapsed = lastLook == Long.MIN_VALUE ? 0 : Math.min(nowNanos - lastLook, LONGEST_LOOK.toNanos());
        lastLook = nowNanos;
        boolean isAnswering = now.batches() != batches;
        batches = now.batches();
        stalled = now.paused() || !now.asked() || isAnswering ? 0 : stalled + elapsed;

        threads.keySet().retainAll(now.threads().keySet());
        double newCommits = 0;
        for (Map.Entry<String, ThreadWork> each : now.threads().entrySet()) {
            newCommits += threads.computeIfAbsent(each.getKey(), name -> new Uncommitted())
                    .look(each.getValue(), elapsed);
        }
        boolean isOwed = now.pending() > 0 || longest() > 0 || allUncommitted > 0;
        allUncommitted = now.paused() || newCommits > 0 || !isOwed ? 0 : allUncommitted + elapsed;
    }

    private long longest() {
        return threads.values().stream().mapToLong(thread -> thread.nanos).max().orElse(0);
    }

    /** How long models have had texts to answer without any batch that ended. */
    public synchronized Duration stalled() {
        return Duration.ofNanos(stalled);
    }

    /**
     * How long there has been something to commit that was not committed: of all threads together, whatever becomes of
     * single ones, or of the one that waits longest.
     */
    public synchronized Duration uncommitted() {
        return Duration.ofNanos(Math.max(allUncommitted, longest()));
    }
}
