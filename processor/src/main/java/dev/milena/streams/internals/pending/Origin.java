// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.pending;

import dev.milena.streams.record.SourceCoordinates;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The record that a stage is releasing on this thread. What Kafka Streams says of coordinates is wrong then: a stage
 * releases records on a clock, or while it takes another one. So a stage behind it takes identity and coordinates from
 * here. Stream thread.
 */
public final class Origin {
    private static final ThreadLocal<@Nullable Origin> CURRENT = new ThreadLocal<>();

    private final String identity;
    private final @Nullable SourceCoordinates source;
    private final boolean repeatable;
    private int children;

    private Origin(String identity, @Nullable SourceCoordinates source, boolean repeatable) {
        this.identity = identity;
        this.source = source;
        this.repeatable = repeatable;
    }

    /** What is released on this thread, or null. */
    static @Nullable Origin current() {
        return CURRENT.get();
    }

    /**
     * Runs an action that forwards what was made of a record.
     *
     * @param stage who releases it
     */
    public static void releasing(String stage, PendingRecord<?, ?> record, Runnable forwards) {
        releasing(
                new Origin(
                        record.identity().name() + "/" + stage,
                        record.source(),
                        record.identity().isRepeatable()),
                forwards);
    }

    /**
     * Runs an action that forwards what comes of no one record.
     *
     * @param name tells it from everything else that comes to the stages behind, the same when it is made again
     */
    public static void releasing(String name, Runnable forwards) {
        releasing(new Origin(name, null, true), forwards);
    }

    /** Where a record that comes to a processor now comes from. */
    public static Optional<SourceCoordinates> sourceOf(Optional<RecordMetadata> metadata) {
        Origin origin = CURRENT.get();
        return origin == null ? metadata.map(Identities::coordinates) : Optional.ofNullable(origin.source());
    }

    private static void releasing(Origin origin, Runnable forwards) {
        Origin before = CURRENT.get();
        CURRENT.set(origin);
        try {
            forwards.run();
        } finally {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        }
    }

    /** Identity of the next record that comes of it. */
    RecordIdentity next() {
        return new RecordIdentity(identity + "." + children++, repeatable);
    }

    /** Coordinates of the record, where they are known. */
    @Nullable
    SourceCoordinates source() {
        return source;
    }
}
