// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import dev.milena.app.output.Terminal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Injects the faults of a schedule. Waits before each one until its victim works, so that a fault never hits a process
 * that is still starting, and notes what the victim had at that moment. {@link #run} belongs to one thread; the notes may
 * be read when it is done.
 */
final class Injector implements Runnable {
    private static final Duration VICTIM_WORKS = Duration.ofSeconds(40);

    /** How long all jobs may take to answer again after everything died; its load goes on meanwhile, slowly. */
    private static final Duration ALL_ANSWER = Duration.ofSeconds(90);

    /** How much longer than planned a stalled job sleeps until the group has removed it, and may take to notice. */
    private static final Duration STALL_SHOWS = Duration.ofSeconds(60);

    /**
     * How long after a broker the jobs die in an outage: shorter than the cluster takes to see that the broker is dead,
     * so that answers to its partitions are still on their way.
     */
    private static final Duration JOBS_FOLLOW = Duration.ofSeconds(2);

    /** After a fault, how long readers may still see what was committed before it. */
    private static final Duration SETTLED = Duration.ofSeconds(5);

    /** How long a job that is added may take to get its share; twice what is asked, to see by how much it misses. */
    private static final Duration SHARE_SHOWS = Duration.ofMinutes(2);

    private static final Duration LOOK_AT_LOG = Duration.ofSeconds(1);

    private final ChaosOptions options;
    private final List<Fault> schedule;
    private final BrokerProcesses brokers;
    private final JobProcesses jobs;
    private final JobLauncher launcher;
    private final GroupView group;
    private final PacedProducer producer;
    private final LoadClock clock;
    private final AnswerWatch answers;
    private final Terminal terminal;
    private final ExecutorService recoveries =
            Executors.newCachedThreadPool(task -> JobProcesses.daemon(task, "chaos-recovery"));
    private final List<Injected> injected = new ArrayList<>();
    private final AtomicInteger brokersAway = new AtomicInteger();
    private final Set<Integer> asleep = ConcurrentHashMap.newKeySet();
    private final Set<Integer> notYetRemoved = ConcurrentHashMap.newKeySet();
    private volatile boolean done;

    Injector(
            ChaosOptions options,
            List<Fault> schedule,
            BrokerProcesses brokers,
            JobProcesses jobs,
            JobLauncher launcher,
            GroupView group,
            PacedProducer producer,
            LoadClock clock,
            AnswerWatch answers,
            Terminal terminal) {
        this.options = options;
        this.schedule = schedule;
        this.brokers = brokers;
        this.jobs = jobs;
        this.launcher = launcher;
        this.group = group;
        this.producer = producer;
        this.clock = clock;
        this.answers = answers;
        this.terminal = terminal;
    }

    @Override
    public void run() {
        try {
            for (Fault fault : schedule) {
                clock.await(fault.atMillis() * 1_000_000);
                clock.slow();
                if (injected.isEmpty() || fault.kind() == Fault.Kind.OUTAGE) {
                    awaitAnswers();
                }
                awaitVictim(fault);
                clock.normal();
                inject(fault);
            }
        } finally {
            clock.allInjected();
            done = true;
        }
    }

    boolean done() {
        return done;
    }

    /** Waits until every victim was started again or woken, and a woken one has noticed what it missed. */
    void awaitRecoveries() {
        recoveries.shutdown();
        Waiting.until(
                VICTIM_WORKS.plus(options.faults().stall()).plus(STALL_SHOWS.multipliedBy(2)),
                recoveries::isTerminated);
    }

    List<Injected> injected() {
        return List.copyOf(injected);
    }

    /**
     * A job owns partitions long before it works on them, on a slow machine above all; and an outage shows nothing where
     * no answer is on its way.
     */
    private void awaitAnswers() {
        long since = injected.isEmpty() ? 0 : injected.get(injected.size() - 1).atMillis();
        Waiting.until(ALL_ANSWER, () -> answers.answeredPartitions(since + SETTLED.toMillis()) == options.partitions());
    }

    private void awaitVictim(Fault fault) {
        Waiting.until(VICTIM_WORKS, () -> {
            if (fault.kind() == Fault.Kind.JOIN) {
                return allWork();
            }
            if (fault.kind().ofABroker()) {
                // a coordinator keeps a removal to itself until the group has settled without the member, so that its
                // successor would take a stalled job for a member again, and nothing would fence it
                return notYetRemoved.isEmpty()
                        && brokersAway.get() == 0
                        && group.allInSync()
                        && (fault.kind() != Fault.Kind.OUTAGE || allWork());
            }
            Map<Integer, Set<Integer>> owners = group.owners(jobs.clients());
            return owners != null
                    && jobs.runs(fault.target())
                    && !asleep.contains(fault.target())
                    && !owners.getOrDefault(fault.target(), Set.of()).isEmpty();
        });
    }

    private boolean allWork() {
        Map<Integer, Set<Integer>> owners = group.owners(jobs.clients());
        return owners != null
                && asleep.isEmpty()
                && owners.size() == jobs.pids().size();
    }

    private void inject(Fault fault) {
        Injected hit = new Injected(
                fault,
                System.currentTimeMillis(),
                partitions(fault),
                producer.acknowledged() - answers.answered(),
                fault.kind().killsABroker() ? group.coordinator() : -1);
        injected.add(hit);
        terminal.err()
                .printf(
                        "%7.1f s  %s, %d events unanswered%n",
                        (hit.atMillis() - producer.startedAt()) / 1e3, fault, hit.unanswered());
        switch (fault.kind()) {
            case KILL -> {
                jobs.kill(fault.target());
                later(fault, () -> jobs.restart(fault.target()));
            }
            case STOP -> {
                recoveries.execute(() -> stop(hit));
                later(fault, () -> jobs.restart(fault.target()));
            }
            case STALL -> {
                asleep.add(fault.target());
                notYetRemoved.add(fault.target());
                Duration planned = Duration.ofMillis(fault.pauseMillis());
                Runnable wake = jobs.stall(fault.target(), planned.plus(STALL_SHOWS));
                recoveries.execute(() -> sleepAndWake(hit, planned, wake));
            }
            case BOUNCE -> bounce(hit);
            case OUTAGE -> {
                bounce(hit);
                LockSupport.parkNanos(JOBS_FOLLOW.toNanos());
                killAll(hit.fault());
            }
            case PAUSE -> pause(hit);
            case JOIN -> {
                jobs.add();
                recoveries.execute(() -> awaitShare(hit));
            }
            case CUT -> hit.connections = brokers.cut(fault.target(), Duration.ofMillis(fault.pauseMillis()));
        }
    }

    /** A job is woken by the signal and not by the end of its input, and so ends with 143. */
    private void stop(Injected hit) {
        long begun = System.nanoTime();
        hit.exitCode = jobs.terminate(hit.fault().target()).join();
        hit.tookMillis = (System.nanoTime() - begun) / 1_000_000;
    }

    /** Longer than a session: nobody is removed, for the coordinator sleeps as well. */
    private void pause(Injected hit) {
        Runnable wake = brokers.stall(options.faults().pause().plus(STALL_SHOWS));
        LockSupport.parkNanos(options.faults().pause().toNanos());
        hit.tookMillis = System.currentTimeMillis() - hit.atMillis();
        wake.run();
    }

    private void awaitShare(Injected hit) {
        int job = hit.fault().target();
        int share = options.partitions() / (job + 1);
        boolean has = Waiting.until(SHARE_SHOWS, () -> {
            Map<Integer, Set<Integer>> owners = group.owners(jobs.clients());
            return owners != null && owners.getOrDefault(job, Set.of()).size() >= share;
        });
        hit.tookMillis = has ? System.currentTimeMillis() - hit.atMillis() : -1;
    }

    private Set<Integer> partitions(Fault fault) {
        Map<Integer, Set<Integer>> owners = group.owners(jobs.clients());
        if (owners == null) {
            return Set.of();
        }
        return fault.kind().ofABroker()
                ? owners.values().stream().flatMap(Set::stream).collect(Collectors.toSet())
                : owners.getOrDefault(fault.target(), Set.of());
    }

    private void later(Fault fault, Runnable recovery) {
        recoveries.execute(() -> {
            LockSupport.parkNanos(fault.pauseMillis() * 1_000_000);
            recovery.run();
        });
    }

    private void sleepAndWake(Injected hit, Duration planned, Runnable wake) {
        int job = hit.fault().target();
        long wakeAt = System.nanoTime() + planned.toNanos();
        hit.removed = Waiting.until(planned.plus(STALL_SHOWS), () -> {
            Map<Integer, Set<Integer>> owners = group.owners(jobs.clients());
            return owners != null && !owners.containsKey(job) && GroupView.owned(owners) == options.partitions();
        });
        notYetRemoved.remove(job);
        for (long left = wakeAt - System.nanoTime(); left > 0; left = wakeAt - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        long awake = System.currentTimeMillis();
        wake.run();
        hit.fenced = Waiting.until(
                STALL_SHOWS, LOOK_AT_LOG, () -> JobLog.read(launcher.log(job)).fencedSince(awake));
        asleep.remove(job);
    }

    private void killAll(Fault fault) {
        for (int job = 0; job < jobs.pids().size(); job++) {
            int index = job;
            jobs.kill(index);
            later(fault, () -> jobs.restart(index));
        }
    }

    private void bounce(Injected hit) {
        int broker = hit.fault().target();
        brokersAway.incrementAndGet();
        brokers.kill(broker);
        later(hit.fault(), () -> {
            hit.coordinatorAfter = group.coordinator();
            brokers.restart(broker);
            brokersAway.decrementAndGet();
        });
    }
}
