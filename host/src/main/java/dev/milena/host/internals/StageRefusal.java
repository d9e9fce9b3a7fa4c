// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.internals;

import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.errors.StreamsException;
import org.jspecify.annotations.Nullable;

/**
 * Recognises that a stage refused to start, which no restart of its thread cures: settings that contradict each other,
 * closed models, clients that are not fenced. Kafka Streams wraps what {@code Processor.init} throws, and only the message
 * tells that from other errors ({@code ProcessorNode} of Kafka 4.3). What a user's own processor throws is left to
 * restarts: nobody knows here what it means.
 */
public final class StageRefusal {
    private static final String INIT = "failed to initialize processor";
    private static final String OURS = "dev.milena.";

    private StageRefusal() {}

    /** The refusal, or null when the error is another. */
    public static @Nullable RuntimeException in(Throwable error) {
        if (!(error instanceof StreamsException)
                || error.getMessage() == null
                || !error.getMessage().startsWith(INIT)) {
            return null;
        }
        Throwable cause = error.getCause();
        if (cause instanceof ConfigException refusal) {
            return refusal;
        }
        return cause instanceof IllegalStateException refusal && isOurs(refusal) ? refusal : null;
    }

    private static boolean isOurs(Throwable error) {
        StackTraceElement[] stack = error.getStackTrace();
        return stack.length > 0 && stack[0].getClassName().startsWith(OURS);
    }
}
