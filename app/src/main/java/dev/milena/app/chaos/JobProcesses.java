// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The jobs of a run, each a process of its own, and the supervisor that starts a job again when it ends by itself. A job
 * is at most one process at any time: two that share a {@code state.dir} would shut each other out. Any thread.
 */
final class JobProcesses implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Launcher launcher;
    private final List<Job> jobs = new ArrayList<>();
    private final List<SelfEnd> selfEnds = new ArrayList<>();
    private final ScheduledExecutorService supervisor =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "chaos-supervisor"));

    JobProcesses(Launcher launcher) {
        this.launcher = launcher;
    }

    /** Starts the process of a job. */
    interface Launcher {
        /**
         * Starts it.
         *
         * @param index of the job, from 0
         * @param life of the job, from 1
         */
        Child launch(int index, int life);

        /** A job was killed and nothing of it runs any more. */
        void killed(int index);
    }

    /**
     * A job ended without being told to.
     *
     * @param job its index
     * @param exitCode of its process
     * @param startedMillis when that process was started, milliseconds since the epoch
     * @param noticedMillis when it was found to have ended
     */
    record SelfEnd(int job, int exitCode, long startedMillis, long noticedMillis) {}

    private static final class Job {
        private Child child;
        private long startedMillis;
        private int life;
        private boolean wanted;

        private Job(Child child) {
            this.child = child;
            started(child);
        }

        private void started(Child next) {
            child = next;
            startedMillis = System.currentTimeMillis();
            life++;
            wanted = true;
        }
    }

    static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    synchronized void start(int count) {
        for (int i = 0; i < count; i++) {
            jobs.add(new Job(launcher.launch(i, 1)));
        }
        Future<?> unused = supervisor.scheduleWithFixedDelay(
                this::revive, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Starts one more, whose index is the next. */
    synchronized void add() {
        jobs.add(new Job(launcher.launch(jobs.size(), 1)));
    }

    private synchronized void revive() {
        for (int i = 0; i < jobs.size(); i++) {
            Job job = jobs.get(i);
            if (job.wanted && !job.child.isAlive()) {
                selfEnds.add(new SelfEnd(i, job.child.exitCode(), job.startedMillis, System.currentTimeMillis()));
                job.started(launcher.launch(i, job.life + 1));
            }
        }
    }

    /** Whether a job runs, and nobody has told it to end. */
    synchronized boolean runs(int index) {
        Job job = jobs.get(index);
        return job.wanted && job.child.isAlive();
    }

    /** What {@code client.id} of each job's present life starts with, in the order of the jobs. */
    synchronized List<String> clients() {
        List<String> clients = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            clients.add(JobSettings.client(i, jobs.get(i).life));
        }
        return clients;
    }

    /** The process of each job, in the order of the jobs. */
    synchronized List<Long> pids() {
        return jobs.stream().map(job -> job.child.pid()).toList();
    }

    /** SIGKILL. */
    synchronized void kill(int index) {
        jobs.get(index).wanted = false;
        jobs.get(index).child.kill();
        launcher.killed(index);
    }

    /**
     * SIGTERM; returns at once.
     *
     * @return its exit code when it has ended, -1 where it had to be killed
     */
    synchronized CompletableFuture<Integer> terminate(int index) {
        Job job = jobs.get(index);
        job.wanted = false;
        CompletableFuture<Integer> end = new CompletableFuture<>();
        daemon(() -> end.complete(job.child.terminate()), "chaos-terminate").start();
        return end;
    }

    /**
     * SIGSTOP.
     *
     * @return wakes it
     */
    synchronized Runnable stall(int index, Duration longest) {
        return jobs.get(index).child.stall(longest);
    }

    /** Starts a job again as soon as its predecessor is gone; does nothing where somebody else has. */
    void restart(int index) {
        Waiting.until(Child.PATIENCE.multipliedBy(2), () -> restarted(index));
    }

    private synchronized boolean restarted(int index) {
        Job job = jobs.get(index);
        if (job.wanted) {
            return true;
        }
        if (job.child.isAlive()) {
            return false;
        }
        job.started(launcher.launch(index, job.life + 1));
        return true;
    }

    /** Jobs that ended without being told to, in the order in which that was noticed. */
    synchronized List<SelfEnd> selfEnds() {
        return List.copyOf(selfEnds);
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
}
