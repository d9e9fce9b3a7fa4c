// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos.job;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * How long the test engine takes for a batch. Immutable, any thread.
 *
 * @param millisPerBatch what a batch of 32 texts takes on average, where no rate is given
 * @param scales whether a smaller batch takes less, as with a real model, or as long
 * @param textsPerSecond how many texts all calls together answer, whatever the batch: a large model on a CPU; 0 for none
 * @param uneven whether one call in ten takes several times as long
 * @param stall how much longer one call in fifty takes
 */
public record EngineTime(long millisPerBatch, boolean scales, double textsPerSecond, boolean uneven, Duration stall) {
    /** So many calls beside each other as the shipped bundle makes on two cores. */
    static final int CALLS = 2;

    private static final int FULL_BATCH = 32;

    /** What a text adds to the cost of a text alone: measured on the shipped bundle, 32 alone cost 5.6 times a batch. */
    private static final double SHARE_OF_A_TEXT = 0.18;

    /** A call takes up to this share more or less, so that calls beside each other end in any order. */
    private static final double JITTER = 0.3;

    private static final int LONG_CALLS = 10;
    private static final double MOST_TIMES = 4;
    private static final int STALLED_CALLS = 50;

    /** The same for every batch. */
    public static EngineTime ofBatch(long millis) {
        return new EngineTime(millis, false, 0, false, Duration.ZERO);
    }

    /** Whether it has a rate, and not a time for a batch. */
    public boolean isRate() {
        return textsPerSecond > 0;
    }

    /** Nanoseconds of the next call. */
    long nanos(int texts, Random random) {
        double times = 1 - JITTER + 2 * JITTER * random.nextDouble();
        if (uneven && random.nextInt(LONG_CALLS) == 0) {
            times = 1 + (MOST_TIMES - 1) * random.nextDouble();
        }
        boolean stalls = !stall.isZero() && random.nextInt(STALLED_CALLS) == 0;
        return (long) (times * averageNanos(texts)) + (stalls ? stall.toNanos() : 0);
    }

    private double averageNanos(int texts) {
        if (isRate()) {
            return CALLS * texts / textsPerSecond * TimeUnit.SECONDS.toNanos(1);
        }
        double share = scales ? (1 + SHARE_OF_A_TEXT * (texts - 1)) / (1 + SHARE_OF_A_TEXT * (FULL_BATCH - 1)) : 1;
        return share * TimeUnit.MILLISECONDS.toNanos(millisPerBatch);
    }
}
