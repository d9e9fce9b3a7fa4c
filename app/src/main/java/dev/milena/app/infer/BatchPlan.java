// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.infer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;

/** Puts items of similar length together, so that little of a batch is padding. Stateless. */
final class BatchPlan {

    private BatchPlan() {}

    /**
     * Batches, the longest items first, so that what does not fit into memory is known at once.
     *
     * @param maxItems most items in a batch
     * @param maxTokens most tokens in a batch, padding included; one item alone always fits
     */
    static <T> List<List<T>> of(List<T> items, ToIntFunction<T> tokens, int maxItems, int maxTokens) {
        List<T> sorted = new ArrayList<>(items);
        sorted.sort(Comparator.comparingInt(tokens).reversed());
        List<List<T>> batches = new ArrayList<>();
        List<T> batch = new ArrayList<>();
        long longest = 0;
        for (T item : sorted) {
            if (!batch.isEmpty() && (batch.size() == maxItems || (batch.size() + 1) * longest > maxTokens)) {
                batches.add(batch);
                batch = new ArrayList<>();
            }
            if (batch.isEmpty()) {
                longest = tokens.applyAsInt(item);
            }
            batch.add(item);
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }
}
