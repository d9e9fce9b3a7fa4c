// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.internals;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.streams.errors.StreamsException;
import org.jspecify.annotations.Nullable;

/**
 * Recognises that the input topic has got more partitions than the pending store's changelog, which Kafka Streams refuses
 * with an exception that only its message tells from others ({@code InternalTopicManager} of Kafka 4.3).
 */
public final class PartitionsChanged {
    private static final Pattern REFUSAL =
            Pattern.compile("Existing internal topic (\\S+) has invalid partitions: expected: (\\d+); actual: (\\d+)");

    private PartitionsChanged() {}

    /** What happened and the cure, or null when the error is another. */
    public static @Nullable String describe(Throwable cause) {
        if (!(cause instanceof StreamsException) || cause.getMessage() == null) {
            return null;
        }
        Matcher refusal = REFUSAL.matcher(cause.getMessage());
        if (!refusal.find()) {
            return null;
        }
        return "The input topic has " + refusal.group(2) + " partitions and the pending store's topic "
                + refusal.group(1)
                + " has " + refusal.group(3)
                + "; each partition keeps its pending events in the one of the same number."
                + " Stop all instances, give that topic as many (kafka-topics --alter --topic " + refusal.group(1)
                + " --partitions " + refusal.group(2)
                + "), raise the output topics as well, and start again: nothing is lost. A topic never gets fewer"
                + " partitions";
    }
}
