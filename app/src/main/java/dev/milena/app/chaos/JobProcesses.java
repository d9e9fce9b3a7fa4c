// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import dev.milena.app.Milena;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The jobs of a run: {@code milena run}, each a process of its own, and the supervisor that starts a job again when it
 * ends by itself. Any thread.
 */
final class JobProcesses implements AutoCloseable {
    private static final int HEAP_MEGABYTES = 256;
    private static final int HEAP_MEGABYTES_WITH_BUNDLE = 512;
    private static final Duration LOOK = Duration.ofMillis(500);

    private final ChaosOptions options;
    private final JobSettings settings;
    private final Path folder;
    private final List<Job> jobs = new ArrayList<>();
    private final ScheduledExecutorService supervisor =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "chaos-supervisor"));
    private int endedByThemselves;

    JobProcesses(ChaosOptions options, JobSettings settings, Path folder) {
        this.options = options;
        this.settings = settings;
        this.folder = folder;
    }

    private static final class Job {
        private Child child;
        private boolean wanted = true;

        private Job(Child child) {
            this.child = child;
        }
    }

    static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    synchronized void start() {
        for (int i = 0; i < options.instances(); i++) {
            jobs.add(new Job(launch(i)));
        }
        Future<?> unused = supervisor.scheduleWithFixedDelay(
                this::revive, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Child launch(int index) {
        List<String> arguments = new ArrayList<>(List.of(
                "run",
                "--verbose",
                "--log-file",
                log(index).toString(),
                "--until-end-of-input",
                "--config",
                settings.write(index, stateDir(index)).toString()));
        if (options.bundle() == null) {
            arguments.add("--test-engine=" + options.engineMillis());
            if (options.engineScales()) {
                arguments.add("--test-engine-scales");
            }
        }
        if (options.unloggedBuffer()) {
            arguments.add("--unlogged-buffer");
        }
        return Child.start(
                folder.resolve("job-" + index + ".out"),
                options.bundle() == null ? HEAP_MEGABYTES : HEAP_MEGABYTES_WITH_BUNDLE,
                Milena.class,
                arguments);
    }

    Path log(int index) {
        return folder.resolve("job-" + index + ".log");
    }

    private Path stateDir(int index) {
        return folder.resolve("state-" + index);
    }

    private synchronized void revive() {
        for (int i = 0; i < jobs.size(); i++) {
            Job job = jobs.get(i);
            if (job.wanted && !job.child.isAlive()) {
                endedByThemselves++;
                job.child = launch(i);
            }
        }
    }

    /** SIGKILL. */
    synchronized void kill(int index) {
        jobs.get(index).wanted = false;
        jobs.get(index).child.kill();
        if (!options.keepState()) {
            delete(stateDir(index));
        }
    }

    /** SIGTERM; returns at once. */
    synchronized void terminate(int index) {
        Job job = jobs.get(index);
        job.wanted = false;
        daemon(job.child::terminate, "chaos-terminate").start();
    }

    /**
     * SIGSTOP.
     *
     * @return wakes it
     */
    synchronized Runnable stall(int index, Duration longest) {
        return jobs.get(index).child.stall(longest);
    }

    /** Starts a job again as soon as its predecessor is gone. */
    void restart(int index) {
        Child before;
        synchronized (this) {
            before = jobs.get(index).child;
        }
        Waiting.until(Duration.ofSeconds(30), () -> !before.isAlive());
        synchronized (this) {
            Job job = jobs.get(index);
            job.child = launch(index);
            job.wanted = true;
        }
    }

    /** How often a job ended without being told to. */
    synchronized int endedByThemselves() {
        return endedByThemselves;
    }

    /** Stops all cleanly, and returns their exit codes; -1 for one that had to be killed. */
    List<Integer> stop() {
        supervisor.shutdownNow();
        List<Child> children;
        synchronized (this) {
            jobs.forEach(job -> job.wanted = false);
            children = jobs.stream().map(job -> job.child).toList();
        }
        return children.parallelStream().map(Child::terminate).toList();
    }

    @Override
    public void close() {
        supervisor.shutdownNow();
        synchronized (this) {
            jobs.forEach(job -> job.child.kill());
        }
    }

    private static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the state of a killed job cannot be deleted", e);
        }
    }
}
