// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.supervision;

/**
 * The time for which this process has run, as seen by regular looks at the clock: a machine that sleeps, or a process
 * that is stopped and goes on, leaves a gap between two looks, of which only a small part counts. One thread looks, any
 * reads.
 */
public final class AwakeTime {
    /** A look that is later than so many pauses after the one before was not late: everything slept. */
    private static final int LATE_PAUSES = 4;

    private final long mostNanos;
    private long lastLook;
    private long counted;
    private volatile long shown;

    /**
     * @param nowNanos by {@link System#nanoTime}
     * @param pauseNanos between two looks, as planned
     */
    public AwakeTime(long nowNanos, long pauseNanos) {
        this.lastLook = nowNanos;
        this.mostNanos = LATE_PAUSES * pauseNanos;
    }

    /** Looks. */
    public void look(long nowNanos) {
        counted += Math.min(nowNanos - lastLook, mostNanos);
        lastLook = nowNanos;
        shown = counted;
    }

    /** Up to the last look, in nanoseconds. */
    public long nanos() {
        return shown;
    }
}
