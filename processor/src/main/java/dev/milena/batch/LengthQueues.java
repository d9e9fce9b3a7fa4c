// SPDX-License-Identifier: Apache-2.0
package dev.milena.batch;

import dev.milena.api.Priority;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Queued items by length, and the choice of the next batch. Not thread-safe: {@link DynamicBatcher} guards it.
 *
 * <p>Items that run alone go first, one by one, at once. Else a batch is due when the oldest item is, or when as much waits
 * as a batch may hold. It starts from the earliest of those that asked to be first, else from the flow and the lane whose
 * turn it is, so that nobody and no length starves, and then takes the items whose lengths suit it best ({@link GrowingBatch}).
 */
final class LengthQueues<I, O> {

    private final Budget budget;
    private final Deque<QueuedItem<I, O>> alone = new ArrayDeque<>(0);
    private final Map<Long, QueuedItem<I, O>> inOrder = new LinkedHashMap<>(); // all that may share, by sequence
    private final Lane<I, O> first;
    private final PriorityLanes<I, O> lanes;

    LengthQueues(Budget budget, Map<Priority, Integer> weights) {
        this.budget = budget;
        this.first = new Lane<>(budget);
        this.lanes = new PriorityLanes<>(budget, weights);
    }

    int size() {
        return alone.size() + inOrder.size();
    }

    int size(Priority priority) {
        return lanes.size(priority);
    }

    /** Flows that are known of: those that wait, and those that have had more than their share. */
    int flows() {
        return lanes.flows();
    }

    void add(QueuedItem<I, O> item, boolean ahead) {
        if (item.item().alone()) {
            alone.addLast(item);
            return;
        }
        inOrder.put(item.sequence(), item);
        if (ahead) {
            first.addRanked(item);
        } else {
            lanes.add(item);
        }
    }

    /** Whether as much waits as a batch may hold. */
    boolean isEnough() {
        return budget.isReachedBy(inOrder.size(), first.tokens() + lanes.tokens());
    }

    /** Moves what an owner has of a line up to a priority. */
    void raise(Object owner, Object line, Priority priority) {
        Predicate<QueuedItem<I, O>> isOfLine =
                queued -> queued.item().claim().line().equals(line);
        lanes.raise(isOfLine.and(ownedBy(owner)), priority);
    }

    int removeOwnedBy(Object owner) {
        return removeIf(ownedBy(owner));
    }

    private Predicate<QueuedItem<I, O>> ownedBy(Object owner) {
        return queued -> queued.item().owner() == owner;
    }

    void clear() {
        removeIf(item -> true);
    }

    private int removeIf(Predicate<QueuedItem<I, O>> condition) {
        int before = size();
        alone.removeIf(condition);
        List<QueuedItem<I, O>> removed = new ArrayList<>(first.removeIf(condition));
        removed.addAll(lanes.removeIf(condition));
        removed.forEach(item -> inOrder.remove(item.sequence()));
        return before - size();
    }

    /**
     * Nanoseconds until a batch is due if nothing is added: 0 or less when one is due, {@code MAX_VALUE} if empty.
     *
     * @param hold nanoseconds by which a batch that is not full is due later
     */
    long nanosUntilDue(long now, long hold) {
        if (!alone.isEmpty() || isEnough()) {
            return 0;
        }
        return inOrder.isEmpty()
                ? Long.MAX_VALUE
                : inOrder.values().iterator().next().due() + hold - now;
    }

    /** Removes the next batch; empty when none is due. See {@link #nanosUntilDue}. */
    List<QueuedItem<I, O>> takeDue(long now, long hold) {
        if (nanosUntilDue(now, hold) > 0) {
            return List.of();
        }
        if (!alone.isEmpty()) {
            return List.of(alone.removeFirst());
        }
        GrowingBatch<I, O> batch = new GrowingBatch<>(budget);
        if (first.size() == 0) {
            lanes.form(batch);
        } else {
            batch.start(first);
            batch.fillFrom(first);
            double unused = first.settle();
            // while items that asked to be first wait, nothing may leave ahead of them
            if (first.size() == 0) {
                lanes.fill(batch);
            }
        }
        batch.items().forEach(item -> inOrder.remove(item.sequence()));
        return batch.items();
    }
}
