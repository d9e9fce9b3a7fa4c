// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.flow;

import dev.milena.api.BatchReport;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many texts the models of a process answer in a second while they work, from the time that their last batches took.
 * Idle time does not count: a model that had nothing to do is not slow. Any thread.
 */
public final class ModelSpeed {
    /** Weight of the newest batch: a speed is that of about the last five. */
    private static final double NEWEST = 0.2;

    private final Map<String, Double> speeds = new ConcurrentHashMap<>();

    /**
     * A batch ended. One that failed says nothing of the speed.
     *
     * @param calls batches that its model works on at a time
     */
    public void answered(int calls, BatchReport batch) {
        if (!batch.failed()) {
            double speed = calls * batch.texts() * 1e9 / Math.max(1, batch.engineNanos());
            speeds.merge(batch.model(), speed, (before, now) -> (1 - NEWEST) * before + NEWEST * now);
        }
    }

    /** Of all models together; 0 before the first batch. */
    double textsPerSecond() {
        double sum = 0;
        for (double speed : speeds.values()) {
            sum += speed;
        }
        return sum;
    }
}
