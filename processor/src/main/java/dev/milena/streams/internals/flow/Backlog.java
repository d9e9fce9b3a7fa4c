// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.flow;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all tasks of a process hold together, and how much they may: as many texts as the models answer in a given time,
 * by their measured speed, and bytes. Any thread.
 */
public final class Backlog {
    /** Enough to find out how fast a model is, and to keep it busy. */
    private static final int LEAST_TEXTS = 64;

    private final ModelSpeed speed;
    private final double seconds;
    private final long maxBytes;
    private final AtomicInteger texts = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger tasks = new AtomicInteger();

    /**
     * @param speed of all models together
     * @param time how long the models may need for it
     * @param maxBytes most bytes
     */
    public Backlog(ModelSpeed speed, Duration time, long maxBytes) {
        this(speed, time.toMillis() / 1000.0, maxBytes);
    }

    private Backlog(ModelSpeed speed, double seconds, long maxBytes) {
        this.speed = speed;
        this.seconds = seconds;
        this.maxBytes = maxBytes;
    }

    /** Without bounds, where time does not pass by itself. */
    public static Backlog unbounded() {
        return new Backlog(new ModelSpeed(), Double.POSITIVE_INFINITY, Long.MAX_VALUE);
    }

    /** A task begins to hold something. */
    void open() {
        tasks.incrementAndGet();
    }

    /** A task holds nothing any more. */
    void close() {
        tasks.decrementAndGet();
    }

    void add(int moreTexts, long moreBytes) {
        texts.addAndGet(moreTexts);
        bytes.addAndGet(moreBytes);
    }

    /**
     * Whether a task may take one more record. While all together hold too much, a task may still have its even share, so
     * that none is starved by the others.
     */
    boolean fits(int itsTexts, long itsBytes, long moreBytes) {
        int sharers = Math.max(1, tasks.get());
        double most = maxTexts();
        boolean textsFit = texts.get() < most || itsTexts < most / sharers;
        boolean bytesFit = bytes.get() + moreBytes <= maxBytes || itsBytes + moreBytes <= maxBytes / sharers;
        return textsFit && bytesFit;
    }

    private double textsInTime() {
        // nothing is measured yet, and 0 times no bound is no number
        return seconds == Double.POSITIVE_INFINITY ? seconds : speed.textsPerSecond() * seconds;
    }

    /** Most texts, by what the models do now. */
    double maxTexts() {
        return Math.max(LEAST_TEXTS, textsInTime());
    }
}
