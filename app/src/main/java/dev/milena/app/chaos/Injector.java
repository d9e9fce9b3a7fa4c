// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import dev.milena.app.output.Terminal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private final ChaosOptions options;
    private final List<Fault> schedule;
    private final BrokerProcesses brokers;
    private final JobProcesses jobs;
    private final GroupView group;
    private final PacedProducer producer;
    private final AnswerWatch answers;
    private final Terminal terminal;
    private final ExecutorService recoveries =
            Executors.newCachedThreadPool(task -> JobProcesses.daemon(task, "chaos-recovery"));
    private final List<Injected> injected = new ArrayList<>();
    private final AtomicInteger brokersAway = new AtomicInteger();
    private volatile boolean done;

    Injector(
            ChaosOptions options,
            List<Fault> schedule,
            BrokerProcesses brokers,
            JobProcesses jobs,
            GroupView group,
            PacedProducer producer,
            AnswerWatch answers,
            Terminal terminal) {
        this.options = options;
        this.schedule = schedule;
        this.brokers = brokers;
        this.jobs = jobs;
        this.group = group;
        this.producer = producer;
        this.answers = answers;
        this.terminal = terminal;
    }

    /** A fault that happened. */
    static final class Injected {
        private final Fault fault;
        private final long atMillis;
        private final Set<Integer> partitions;
        private final int unanswered;
        private final int coordinator;
        private volatile boolean removed;
        private volatile int coordinatorAfter;

        private Injected(Fault fault, long atMillis, Set<Integer> partitions, int unanswered, int coordinator) {
            this.fault = fault;
            this.atMillis = atMillis;
            this.partitions = partitions;
            this.unanswered = unanswered;
            this.coordinator = coordinator;
            this.coordinatorAfter = coordinator;
        }

        Fault fault() {
            return fault;
        }

        /** Wall-clock time in milliseconds since the epoch. */
        long atMillis() {
            return atMillis;
        }

        /** Input partitions of the victim; all of them for a broker. */
        Set<Integer> partitions() {
            return partitions;
        }

        /** Events that the cluster had acknowledged and that had no committed answer. */
        int unanswered() {
            return unanswered;
        }

        /** Whether the group removed a stalled job's members while it slept. */
        boolean removed() {
            return removed;
        }

        /** Whether another broker coordinates the group since. */
        boolean coordinatorMoved() {
            return coordinator >= 0 && coordinatorAfter >= 0 && coordinator != coordinatorAfter;
        }
    }

    @Override
    public void run() {
        for (Fault fault : schedule) {
            awaitTime(producer.startedAt() + fault.atMillis());
            awaitVictim(fault);
            inject(fault);
        }
        done = true;
    }

    boolean done() {
        return done;
    }

    List<Injected> injected() {
        return List.copyOf(injected);
    }

    private static void awaitTime(long wallClockMillis) {
        for (long left = wallClockMillis - System.currentTimeMillis();
                left > 0;
                left = wallClockMillis - System.currentTimeMillis()) {
            LockSupport.parkNanos(left * 1_000_000);
        }
    }

    private void awaitVictim(Fault fault) {
        Waiting.until(VICTIM_WORKS, () -> {
            if (fault.kind() == Fault.Kind.BOUNCE) {
                return brokersAway.get() == 0 && group.allInSync();
            }
            Map<Integer, Set<Integer>> owners = group.owners(options.instances());
            return owners != null
                    && !owners.getOrDefault(fault.target(), Set.of()).isEmpty();
        });
    }

    private void inject(Fault fault) {
        Injected hit = new Injected(
                fault,
                System.currentTimeMillis(),
                partitions(fault),
                producer.acknowledged() - answers.answered(),
                fault.kind() == Fault.Kind.BOUNCE ? group.coordinator() : -1);
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
                jobs.terminate(fault.target());
                later(fault, () -> jobs.restart(fault.target()));
            }
            case STALL -> {
                jobs.stall(fault.target(), Duration.ofMillis(fault.pauseMillis()));
                recoveries.execute(() -> watchRemoval(hit));
            }
            case BOUNCE -> bounce(hit);
        }
    }

    private Set<Integer> partitions(Fault fault) {
        Map<Integer, Set<Integer>> owners = group.owners(options.instances());
        if (owners == null) {
            return Set.of();
        }
        return fault.kind() == Fault.Kind.BOUNCE
                ? owners.values().stream().flatMap(Set::stream).collect(Collectors.toSet())
                : owners.getOrDefault(fault.target(), Set.of());
    }

    private void later(Fault fault, Runnable recovery) {
        recoveries.execute(() -> {
            LockSupport.parkNanos(fault.pauseMillis() * 1_000_000);
            recovery.run();
        });
    }

    private void watchRemoval(Injected hit) {
        hit.removed = Waiting.until(Duration.ofMillis(hit.fault().pauseMillis()), () -> {
            Map<Integer, Set<Integer>> owners = group.owners(options.instances());
            return owners != null && !owners.containsKey(hit.fault().target());
        });
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
