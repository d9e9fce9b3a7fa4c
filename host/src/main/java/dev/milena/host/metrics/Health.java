// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.metrics;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The two questions a supervisor asks. Any thread.
 *
 * <p>Alive means: restarting the process would not help. It turns false when the oldest pending record is older than the
 * limit. Ready means: the models are warm and Kafka Streams is RUNNING.
 */
public final class Health {
    private final Supplier<Duration> oldestPending;
    private final Duration stallLimit;
    private final BooleanSupplier modelsWarm;
    private final Supplier<String> streamsState;

    /**
     * @param oldestPending age of the oldest pending record
     * @param stallLimit {@code milena.stall.limit.ms}, the age at which the application no longer counts as alive
     * @param modelsWarm whether every model is loaded and warm
     * @param streamsState name of Kafka Streams' state
     */
    public Health(
            Supplier<Duration> oldestPending,
            Duration stallLimit,
            BooleanSupplier modelsWarm,
            Supplier<String> streamsState) {
        this.oldestPending = oldestPending;
        this.stallLimit = stallLimit;
        this.modelsWarm = modelsWarm;
        this.streamsState = streamsState;
    }

    /** An answer to one of the questions, with a sentence for a person. */
    record Verdict(boolean good, String reason) {}

    Verdict live() {
        Duration age = oldestPending.get();
        boolean good = age.compareTo(stallLimit) <= 0;
        return new Verdict(
                good,
                "oldest pending record: " + age.toMillis() + " ms, limit (milena.stall.limit.ms): "
                        + stallLimit.toMillis() + " ms");
    }

    Verdict ready() {
        boolean warm = modelsWarm.getAsBoolean();
        String state = streamsState.get();
        return new Verdict(warm && state.equals("RUNNING"), "models warm: " + warm + ", Kafka Streams: " + state);
    }
}
