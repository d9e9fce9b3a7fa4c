// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import java.time.Duration;
import java.util.Set;

/** A fault that happened, and what it showed. Written by the injector, read when that is done. */
final class Injected {
    /** Within this a job that is added has its share of the partitions. */
    static final Duration SHARE_IN = Duration.ofSeconds(60);

    /** The exit code of a JVM that a SIGTERM ended. */
    private static final int TERMINATED = 143;

    private final Fault fault;
    private final long atMillis;
    private final Set<Integer> partitions;
    private final int unanswered;
    private final int coordinator;
    volatile boolean removed;
    volatile boolean fenced;
    volatile int coordinatorAfter;
    volatile int connections;
    volatile int exitCode;
    volatile long tookMillis;

    Injected(Fault fault, long atMillis, Set<Integer> partitions, int unanswered, int coordinator) {
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

    /** Milliseconds that a stop, a pause or the way of a new job to its share took; -1 where it never got it. */
    long tookMillis() {
        return tookMillis;
    }

    /**
     * Whether it did what its kind promises: a stalled job was removed as it slept, and fenced when it woke; a cut
     * dropped connections; a stopped job ended by the signal; a new job got its share.
     */
    boolean proven() {
        return switch (fault.kind()) {
            case STALL -> removed && fenced;
            case CUT -> connections > 0;
            case STOP -> exitCode == TERMINATED;
            case JOIN -> tookMillis >= 0 && tookMillis <= SHARE_IN.toMillis();
            case KILL, BOUNCE, OUTAGE, PAUSE -> true;
        };
    }

    /** Whether another broker coordinates the group since. */
    boolean coordinatorMoved() {
        return coordinator >= 0 && coordinatorAfter >= 0 && coordinator != coordinatorAfter;
    }
}
