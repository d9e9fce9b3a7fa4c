// SPDX-License-Identifier: Apache-2.0
package dev.milena.batch;

import java.util.Comparator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Queued items by their length in tokens; those of one length in the order of their places. Not thread-safe. */
final class Lane<I, O> {

    /** No queue in it is ever empty. */
    private final TreeMap<Integer, PriorityQueue<QueuedItem<I, O>>> byLength = new TreeMap<>();

    private int size;
    private long tokens;

    int size() {
        return size;
    }

    /** Tokens of all items, without padding. */
    long tokens() {
        return tokens;
    }

    void add(QueuedItem<I, O> item) {
        byLength.computeIfAbsent(item.tokens(), length -> new PriorityQueue<>()).add(item);
        size++;
        tokens += item.tokens();
    }

    /** Takes the earliest item of a length that is there. */
    QueuedItem<I, O> remove(int length) {
        PriorityQueue<QueuedItem<I, O>> queue = byLength.get(length);
        if (queue == null) {
            throw new IllegalStateException("No item of " + length + " tokens waits here");
        }
        QueuedItem<I, O> item = queue.remove();
        if (queue.isEmpty()) {
            byLength.remove(length);
        }
        size--;
        tokens -= length;
        return item;
    }

    /** The greatest length here that is at most so long, or 0. */
    int atMost(int length) {
        Integer found = byLength.floorKey(length);
        return found == null ? 0 : found;
    }

    /** The least length here that is longer, or 0. */
    int longerThan(int length) {
        Integer found = byLength.higherKey(length);
        return found == null ? 0 : found;
    }

    /** The item whose place is the first, or null. Looks at one item a length. */
    @Nullable
    QueuedItem<I, O> oldest() {
        return byLength.values().stream()
                .map(PriorityQueue::element)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** How many items met the condition and are gone. */
    int removeIf(Predicate<QueuedItem<I, O>> condition) {
        int before = size;
        byLength.values().forEach(queue -> queue.removeIf(condition));
        byLength.values().removeIf(PriorityQueue::isEmpty);
        size = byLength.values().stream().mapToInt(PriorityQueue::size).sum();
        tokens = 0;
        for (Map.Entry<Integer, PriorityQueue<QueuedItem<I, O>>> entry : byLength.entrySet()) {
            tokens += (long) entry.getKey() * entry.getValue().size();
        }
        return before - size;
    }
}
