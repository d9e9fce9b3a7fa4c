// SPDX-License-Identifier: Apache-2.0
package dev.milena.batch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Queued items by length, and the choice of the next batch. Not thread-safe: {@link DynamicBatcher} guards it.
 *
 * <p>Items that run alone go first, one by one, at once. Else a batch is due when its oldest item is, or when as much waits
 * as a batch may hold. It starts from the earliest item of the first lane, else from the oldest of
 * all, so that no length starves, and then takes the items whose lengths suit it best ({@link GrowingBatch}).
 */
final class LengthQueues<I, O> {

    private final Budget budget;
    private final Deque<QueuedItem<I, O>> alone = new ArrayDeque<>(0);
    private final Lane<I, O> first = new Lane<>();
    private final Lane<I, O> rest = new Lane<>();

    LengthQueues(Budget budget) {
        this.budget = budget;
    }

    int size() {
        return alone.size() + first.size() + rest.size();
    }

    void add(QueuedItem<I, O> item, boolean ahead) {
        if (item.item().alone()) {
            alone.addLast(item);
        } else {
            (ahead ? first : rest).add(item);
        }
    }

    /** Whether as much waits as a batch may hold. */
    boolean isEnough() {
        return budget.isReachedBy(first.size() + rest.size(), first.tokens() + rest.tokens());
    }

    int removeOwnedBy(Object owner) {
        Predicate<QueuedItem<I, O>> owned = queued -> queued.item().owner() == owner;
        int before = alone.size();
        alone.removeIf(owned);
        return before - alone.size() + first.removeIf(owned) + rest.removeIf(owned);
    }

    void clear() {
        alone.clear();
        first.removeIf(item -> true);
        rest.removeIf(item -> true);
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
        QueuedItem<I, O> oldest = oldest();
        return oldest == null ? Long.MAX_VALUE : oldest.due() + hold - now;
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
        Lane<I, O> lane = first.size() > 0 ? first : rest;
        QueuedItem<I, O> oldest = lane.oldest();
        if (oldest != null) {
            batch.start(lane, oldest.tokens());
            batch.fillFrom(lane);
        }
        // while items of the first lane wait elsewhere, nothing may leave ahead of them
        if (lane == first && first.size() == 0) {
            batch.fillFrom(rest);
        }
        return batch.items();
    }

    private @Nullable QueuedItem<I, O> oldest() {
        QueuedItem<I, O> ahead = first.oldest();
        QueuedItem<I, O> behind = rest.oldest();
        if (ahead == null || behind == null) {
            return ahead == null ? behind : ahead;
        }
        return ahead.place() <= behind.place() ? ahead : behind;
    }
}
