// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.record;

import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import java.util.List;

/**
 * Takes the texts out of a record: none, one or several. It is asked again when the record is restored, and has to give
 * the same texts for the same record then. What it throws costs the record (it is refused with {@code EXTRACTION_FAILED}) and
 * no other; a {@code KafkaException} that is no {@code SerializationException} is the cluster's fault, and stops the task.
 * Stream threads, several at a time.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
@FunctionalInterface
public interface TextExtractor<K, V> {
    /**
     * The texts of a record, in an order that the results keep.
     *
     * @throws TextRefusedException to refuse the record for a reason of the caller's own
     */
    List<TextRequest> texts(SourceRecord<K, V> record) throws TextRefusedException;
}
