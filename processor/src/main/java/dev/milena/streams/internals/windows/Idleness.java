// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.windows;

/**
 * For how long no record has come to a task. Only time counts that the task lived through tick by tick, with nothing left to read
 * and no window at a model: while the process sleeps, or its input waits, records may be there that nobody has read. Stream thread.
 */
final class Idleness {
    private final long mostMs;
    private long lastTick;
    private long idleMs;

    /**
     * @param mostMs what counts at most between two ticks; longer, and the process was asleep
     * @param now the wall clock
     */
    Idleness(long mostMs, long now) {
        this.mostMs = mostMs;
        this.lastTick = now;
    }

    /** A record came, or may have: it begins anew. */
    void begin(long now) {
        idleMs = 0;
        lastTick = now;
    }

    /**
     * The task ticks.
     *
     * @param isQuiet whether nothing is left to read, and no window at a model
     * @return milliseconds without a record
     */
    long tick(long now, boolean isQuiet) {
        if (isQuiet) {
            idleMs += Math.max(0, Math.min(now - lastTick, mostMs));
        }
        lastTick = now;
        return idleMs;
    }
}
