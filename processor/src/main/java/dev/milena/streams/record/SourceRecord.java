// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.record;

import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record as it came to a stage. Immutable but for its headers.
 *
 * @param <K> type of its key
 * @param <V> type of its value
 * @param key its key; null where it has none
 * @param value its value; null only where the record has none
 * @param headers a copy of its headers
 * @param timestamp its timestamp in milliseconds since the epoch
 * @param source the record of a topic that it comes from; empty where Kafka Streams does not know, as behind the
 *     punctuator of another processor
 */
@SuppressWarnings("OptionalUsedAsFieldOrParameterType") // a record's component is also its accessor
public record SourceRecord<K, V>(
        @Nullable K key, @Nullable V value, Headers headers, long timestamp, Optional<SourceCoordinates> source) {
    /** Never shows key, value or headers, so that a record can be logged. */
    @Override
    public String toString() {
        return "SourceRecord[" + source.map(SourceCoordinates::toString).orElse("without source") + "]";
    }
}
