// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Samples the memory of a run's jobs at a steady pace: resident memory from {@code /proc}, the rest from the metrics that
 * each job serves on loopback. A moment at which a job does not answer is left out. Any thread; start it once.
 */
final class MemoryWatch implements AutoCloseable {
    private final Duration interval;
    private final JobPages pages = new JobPages();
    private final List<MemorySample> samples = new ArrayList<>(); // guarded by this
    private final CountDownLatch closed = new CountDownLatch(1);

    MemoryWatch(Duration interval) {
        this.interval = interval;
    }

    /** Looks for the first time now, on a thread of its own. */
    void start(JobProcesses jobs, JobLauncher launcher) {
        JobProcesses.daemon(() -> watch(jobs, launcher), "chaos-memory").start();
    }

    private void watch(JobProcesses jobs, JobLauncher launcher) {
        try {
            do {
                look(jobs, launcher);
            } while (!closed.await(interval.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(JobProcesses jobs, JobLauncher launcher) throws InterruptedException {
        List<MemorySample> all = new ArrayList<>();
        List<Long> pids = jobs.pids();
        try {
            for (int job = 0; job < pids.size(); job++) {
                long pid = pids.get(job);
                String metrics = pages.get(pid, launcher.log(job), "/metrics").body();
                try (Stream<String> status = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
                    all.add(MemorySample.of(status, metrics));
                }
            }
        } catch (IOException e) {
            return; // a job is starting; too few samples in a quarter are a finding of their own
        }
        synchronized (this) {
            samples.add(MemorySample.sum(all));
        }
    }

    /** In the order of time. */
    synchronized List<MemorySample> samples() {
        return List.copyOf(samples);
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
