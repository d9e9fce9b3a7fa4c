// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.record;

import dev.milena.api.TextRefusedException;

/**
 * Makes outputs of a record and what became of its texts. Stream threads, several at a time. What it throws costs the
 * record (it is refused with {@code MERGE_FAILED}) and no other; a {@code KafkaException} that is no
 * {@code SerializationException} is the cluster's fault, and stops the task.
 *
 * @param <K> type of keys
 * @param <V> type of the record's value
 * @param <R> type of the outputs
 */
@FunctionalInterface
public interface AnswerMerger<K, V, R> {
    /**
     * The outputs: none, one or several; they leave in this order with the record's key and timestamp.
     *
     * @throws TextRefusedException to refuse the record for a reason of the caller's own
     */
    Iterable<? extends R> merge(AnsweredRecord<K, V> record) throws TextRefusedException;
}
