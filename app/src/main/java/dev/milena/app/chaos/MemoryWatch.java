// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Samples the memory of a run's jobs at a steady pace: resident memory from {@code /proc}, the rest from the metrics that
 * each job serves on loopback. A moment at which a job does not answer is left out. Any thread; start it once.
 */
final class MemoryWatch implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Duration interval;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final List<MemorySample> samples = new ArrayList<>(); // guarded by this
    private final Map<Long, String> addresses = new HashMap<>(); // of the watching thread
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
                String metrics = client.send(
                                HttpRequest.newBuilder(URI.create(address(pid, launcher.log(job)) + "/metrics"))
                                        .timeout(PATIENCE)
                                        .build(),
                                BodyHandlers.ofString())
                        .body();
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

    private String address(long pid, Path log) throws IOException {
        String known = addresses.get(pid);
        if (known == null) {
            known = JobLog.read(log)
                    .metricsAddress()
                    .orElseThrow(() -> new IOException("a job has not said where its metrics are"));
            addresses.put(pid, known);
        }
        return known;
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
