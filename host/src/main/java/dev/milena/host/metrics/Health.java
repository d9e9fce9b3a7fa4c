// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.metrics;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The two questions a supervisor asks. Any thread.
 *
 * <p>Alive means: restarting the process would not help. It turns false when a model has texts to answer and no batch has ended
 * for the limit; how old a backlog is says nothing. Ready means: the models are warm, Kafka Streams is RUNNING, brokers
 * answer, and what is answered is committed.
 */
public final class Health {
    private final Duration stallLimit;
    private final Supplier<Duration> stalled;
    private final BooleanSupplier modelsWarm;
    private final Supplier<String> streamsState;
    private final Supplier<String> cluster;

    /**
     * @param stallLimit {@code milena.stall.limit.ms}
     * @param stalled for how long a model has had texts to answer and no batch has ended
     * @param modelsWarm whether every model is loaded and warm
     * @param streamsState name of Kafka Streams' state
     * @param cluster what keeps the cluster from taking answers, as a sentence; empty where nothing does
     */
    public Health(
            Duration stallLimit,
            Supplier<Duration> stalled,
            BooleanSupplier modelsWarm,
            Supplier<String> streamsState,
            Supplier<String> cluster) {
        this.stallLimit = stallLimit;
        this.stalled = stalled;
        this.modelsWarm = modelsWarm;
        this.streamsState = streamsState;
        this.cluster = cluster;
    }

    /** An answer to one of the questions, with a sentence for a person. */
    record Verdict(boolean good, String reason) {}

    Verdict live() {
        Duration time = stalled.get();
        return new Verdict(
                time.compareTo(stallLimit) <= 0,
                "records pending without a batch that ended: " + time.toMillis()
                        + " ms, limit (milena.stall.limit.ms): " + stallLimit.toMillis() + " ms");
    }

    Verdict ready() {
        boolean warm = modelsWarm.getAsBoolean();
        String state = streamsState.get();
        String trouble = cluster.get();
        return new Verdict(
                warm && state.equals("RUNNING") && trouble.isEmpty(),
                "models warm: " + warm + ", Kafka Streams: " + state + ", cluster: "
                        + (trouble.isEmpty() ? "takes what is answered" : trouble));
    }
}
