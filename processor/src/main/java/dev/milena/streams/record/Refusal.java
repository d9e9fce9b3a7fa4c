// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.record;

import dev.milena.api.RefusalCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record that was refused, and why. It leaves with the key, timestamp and headers of the record. Immutable.
 *
 * @param <V> type of the record's value
 * @param value the record's value, as it came to the stage; null where it has none, and where the pending store's
 *     serde cannot read it back ({@code NOT_RESTORABLE})
 * @param code why, for programs
 * @param message why, for people: what was wrong, the rule and the cure; never any part of a text
 * @param source the record of a topic that it comes from; empty where Kafka Streams does not know
 */
@SuppressWarnings("OptionalUsedAsFieldOrParameterType") // a record's component is also its accessor
public record Refusal<V>(@Nullable V value, RefusalCode code, String message, Optional<SourceCoordinates> source) {
    /** Never shows the value, so that a refusal can be logged. */
    @Override
    public String toString() {
        return "Refusal[" + code + ", "
                + source.map(SourceCoordinates::toString).orElse("without source") + "]";
    }
}
