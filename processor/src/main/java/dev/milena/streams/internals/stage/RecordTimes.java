// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import dev.milena.api.EnrichmentObserver;
import dev.milena.clients.Commits;
import dev.milena.streams.internals.flow.Pace;
import java.util.Arrays;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.StreamsMetrics;

/**
 * How long the records of one task take in a stage: to their answer, to its commit, and for how long the task was full.
 * Told to the observer, in nanoseconds, and to Kafka Streams' own metrics, in milliseconds. Stream thread.
 */
final class RecordTimes {
    private static final String SCOPE = "milena-stage";
    private static final double NANOS_A_MILLI = 1e6;
    private static final int FIRST_SIZE = 64;

    private final String stage;
    private final EnrichmentObserver observer;
    private final Pace pace;
    private final StreamsMetrics metrics;
    private final Sensor answer;
    private final Sensor commit;
    private final Sensor backPressure;
    private final Runnable onCommit = this::committed;
    private final boolean toldOfCommits;

    /** When those were taken that have left and are not committed. */
    private long[] uncommitted = new long[FIRST_SIZE];

    private int uncommittedCount;

    /**
     * Begins to measure.
     *
     * @param toldOfCommits whether the clients of this stream thread say when it commits
     */
    RecordTimes(
            String stage,
            String task,
            EnrichmentObserver observer,
            Pace pace,
            StreamsMetrics metrics,
            boolean toldOfCommits) {
        this.stage = stage;
        this.observer = observer;
        this.pace = pace;
        this.metrics = metrics;
        this.toldOfCommits = toldOfCommits;
        String entity = task + "." + stage;
        answer = sensor(entity, "answer");
        commit = sensor(entity, "answer-commit");
        backPressure = sensor(entity, "back-pressure");
        if (toldOfCommits) {
            Commits.ofThisThread().listen(onCommit);
        }
    }

    private Sensor sensor(String entity, String operation) {
        return metrics.addLatencyRateTotalSensor(SCOPE, entity, operation, Sensor.RecordingLevel.INFO);
    }

    /** A record that was taken then has left. */
    void released(long takenNanos) {
        long nanos = pace.nanoTime() - takenNanos;
        answer.record(nanos / NANOS_A_MILLI);
        observer.released(stage, nanos);
        if (toldOfCommits) {
            if (uncommittedCount == uncommitted.length) {
                uncommitted = Arrays.copyOf(uncommitted, 2 * uncommittedCount);
            }
            uncommitted[uncommittedCount++] = takenNanos;
        }
    }

    private void committed() {
        long now = pace.nanoTime();
        for (int i = 0; i < uncommittedCount; i++) {
            long nanos = now - uncommitted[i];
            commit.record(nanos / NANOS_A_MILLI);
            observer.committed(stage, nanos);
        }
        uncommittedCount = 0;
    }

    /** The task was full for so long. */
    void full(long nanos) {
        backPressure.record(nanos / NANOS_A_MILLI);
        observer.backPressure(stage, nanos);
    }

    /** Measures no more. */
    void close() {
        Commits.ofThisThread().forget(onCommit);
        metrics.removeSensor(answer);
        metrics.removeSensor(commit);
        metrics.removeSensor(backPressure);
    }
}
