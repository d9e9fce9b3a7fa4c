// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.windows;

import dev.milena.api.TextRefusedException;
import dev.milena.streams.record.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Takes the text out of a record that comes into windows. What it throws costs the record its text ({@code EXTRACTION_FAILED}),
 * and its windows count it as unreadable; a {@code KafkaException} that is no {@code SerializationException} is the cluster's
 * fault, and stops the task. Stream threads, several at a time.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
@FunctionalInterface
public interface WindowTextExtractor<K, V> {
    /**
     * The text of a record; null where it has none.
     *
     * @throws TextRefusedException to refuse the text for a reason of the caller's own
     */
    @Nullable
    String text(SourceRecord<K, V> record) throws TextRefusedException;
}
