// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * The clock by which events are sent and faults are due. It slows down while a fault waits for its victim, and stops
 * shortly before the end until every fault was injected, so that on a slow machine, too, faults meet an application under
 * load. Any thread.
 */
final class LoadClock {
    /** A trickle, so that the fault for which it waits still finds events in flight. */
    private static final double SLOW = 0.125;

    private static final double LAST_SHARE = 0.97;
    private static final long LOOK_NANOS = 20_000_000;

    private final LongSupplier nanoTime;
    private final long stopNanos;
    private long readAt;
    private double elapsed;
    private double rate;
    private boolean allInjected;

    /**
     * @param load how long events are sent
     */
    LoadClock(Duration load) {
        this(load, System::nanoTime);
    }

    LoadClock(Duration load, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.stopNanos = (long) (LAST_SHARE * load.toNanos());
    }

    /** Starts it, at the first event. */
    synchronized void start() {
        readAt = nanoTime.getAsLong();
        rate = 1;
    }

    /** A fault waits for its victim. */
    synchronized void slow() {
        elapsedNanos();
        rate = SLOW;
    }

    /** The fault came, or was given up. */
    synchronized void normal() {
        elapsedNanos();
        rate = 1;
    }

    /** No fault is left for which the last events would wait. */
    synchronized void allInjected() {
        allInjected = true;
    }

    /** Nanoseconds since the start, by this clock; 0 before. */
    synchronized long elapsedNanos() {
        if (rate == 0) {
            return 0;
        }
        long now = nanoTime.getAsLong();
        elapsed += rate * (now - readAt);
        readAt = now;
        if (!allInjected) {
            elapsed = Math.min(elapsed, (double) stopNanos);
        }
        return (long) elapsed;
    }

    /** Waits until that many nanoseconds have passed by this clock. */
    void await(long nanos) {
        for (long left = nanos - elapsedNanos(); left > 0; left = nanos - elapsedNanos()) {
            LockSupport.parkNanos(Math.min(left, LOOK_NANOS));
        }
    }
}
