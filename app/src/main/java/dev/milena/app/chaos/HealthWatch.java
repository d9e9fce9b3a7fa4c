// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Asks every job of a run for its health, as a supervisor does, at a steady pace. A job that does not answer, because it
 * starts, ends or sleeps, is left out: what counts is what it says. Any thread; start it once.
 */
final class HealthWatch implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int GOOD = 200;

    private final JobPages pages = new JobPages();
    private final List<Look> looks = new ArrayList<>(); // guarded by this
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * What one job said.
     *
     * @param job its index
     * @param atMillis wall-clock time in milliseconds since the epoch
     * @param live whether a restart would not help
     * @param ready whether it works
     */
    record Look(int job, long atMillis, boolean live, boolean ready) {}

    /**
     * All that was said. Immutable.
     *
     * @param looks how many answers there were
     * @param notLive so many said that a restart would help
     * @param notReady so many said that the job does not work
     */
    record Summary(int looks, int notLive, int notReady) {
        @Override
        public String toString() {
            return looks + " looks, " + notLive + " times not live, " + notReady + " times not ready";
        }
    }

    /** Looks for the first time now, on a thread of its own. */
    void start(JobProcesses jobs, JobLauncher launcher) {
        JobProcesses.daemon(() -> watch(jobs, launcher), "chaos-health").start();
    }

    private void watch(JobProcesses jobs, JobLauncher launcher) {
        try {
            do {
                List<Long> pids = jobs.pids();
                for (int job = 0; job < pids.size(); job++) {
                    if (jobs.runs(job)) {
                        look(job, pids.get(job), launcher.log(job));
                    }
                }
            } while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(int job, long pid, Path log) throws InterruptedException {
        try {
            boolean live = pages.get(pid, log, "/health/live").statusCode() == GOOD;
            boolean ready = pages.get(pid, log, "/health/ready").statusCode() == GOOD;
            synchronized (this) {
                looks.add(new Look(job, System.currentTimeMillis(), live, ready));
            }
        } catch (IOException e) {
            // it starts, ends or sleeps
        }
    }

    synchronized Summary summary() {
        return new Summary(
                looks.size(), (int) looks.stream().filter(look -> !look.live()).count(), (int)
                        looks.stream().filter(look -> !look.ready()).count());
    }

    /** Jobs that said, the last time that they were asked before the end, that they are live and not ready. */
    synchronized int notReady(long fromMillis, long toMillis) {
        Map<Integer, Look> last = new HashMap<>();
        looks.stream()
                .filter(look -> look.atMillis() >= fromMillis && look.atMillis() <= toMillis)
                .forEach(look -> last.put(look.job(), look));
        return (int) last.values().stream()
                .filter(look -> look.live() && !look.ready())
                .count();
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
