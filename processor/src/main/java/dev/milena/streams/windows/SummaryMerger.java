// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.windows;

import dev.milena.api.TextRefusedException;

/**
 * Makes outputs of a window and what became of it. Stream threads, several at a time. What it throws costs the window (it is
 * refused with {@code MERGE_FAILED}) and no other; a {@code KafkaException} that is no {@code SerializationException} is the
 * cluster's fault, and stops the task.
 *
 * @param <K> type of keys
 * @param <R> type of the outputs
 */
@FunctionalInterface
public interface SummaryMerger<K, R> {
    /**
     * The outputs: none, one or several; they leave in this order with the window's key and timestamp.
     *
     * @throws TextRefusedException to refuse the window for a reason of the caller's own
     */
    Iterable<? extends R> merge(WindowSummary<K> summary) throws TextRefusedException;
}
