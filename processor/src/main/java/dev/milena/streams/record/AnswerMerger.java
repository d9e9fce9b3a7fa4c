// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.record;

import dev.milena.api.TextRefusedException;

/**
 * Makes outputs of a record and what became of its texts. Stream threads, several at a time. Whatever it throws costs the
 * record (it is refused with {@code MERGE_FAILED}) and no other.
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
