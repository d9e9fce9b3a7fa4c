// SPDX-License-Identifier: Apache-2.0
package dev.milena.batch;

import dev.milena.api.Priority;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One lane for each priority, and which of them a batch starts from: the one that was served least for its weight. A lane
 * that has nothing to do saves up nothing, and one that fills others' batches pays at most one batch for it. Not thread-safe.
 */
final class PriorityLanes<I, O> {
    private final Budget budget;
    private final Map<Priority, Weighed<I, O>> lanes = new EnumMap<>(Priority.class);
    private double clock;

    /** A lane and what it was served, over its weight. */
    private static final class Weighed<I, O> {
        private final Lane<I, O> lane;
        private final int weight;
        private double served;

        Weighed(Lane<I, O> lane, int weight) {
            this.lane = lane;
            this.weight = weight;
        }
    }

    PriorityLanes(Budget budget, Map<Priority, Integer> weights) {
        this.budget = budget;
        for (Priority priority : Priority.values()) {
            int weight = weights.getOrDefault(priority, 0);
            if (weight < 1) {
                throw new IllegalArgumentException("The weight of priority " + priority + " is " + weight
                        + "; it must be at least 1, or its texts would never be answered");
            }
            lanes.put(priority, new Weighed<>(new Lane<>(budget), weight));
        }
    }

    private Weighed<I, O> of(Priority priority) {
        return Objects.requireNonNull(lanes.get(priority));
    }

    int size() {
        return lanes.values().stream().mapToInt(each -> each.lane.size()).sum();
    }

    int size(Priority priority) {
        return of(priority).lane.size();
    }

    /** Flows that are known of, over all lanes. */
    int flows() {
        return lanes.values().stream().mapToInt(each -> each.lane.flows()).sum();
    }

    /** Tokens of all items, without padding. */
    long tokens() {
        return lanes.values().stream().mapToLong(each -> each.lane.tokens()).sum();
    }

    void add(QueuedItem<I, O> item) {
        Weighed<I, O> to = of(item.item().claim().priority());
        if (to.lane.size() == 0) {
            to.served = Math.max(clock, to.served);
        }
        to.lane.add(item);
    }

    /** Starts a batch from the lane whose turn it is, and goes on with the others, the most urgent first. */
    void form(GrowingBatch<I, O> batch) {
        Weighed<I, O> first = next();
        if (first != null) {
            clock = first.served;
            batch.start(first.lane);
            batch.fillFrom(first.lane);
            fill(batch);
        }
    }

    /** Fills what others left of a batch. */
    void fill(GrowingBatch<I, O> batch) {
        lanes.values().forEach(each -> batch.fillFrom(each.lane));
        settle();
    }

    /** The lane whose turn it is; the more urgent one of two that were served alike. */
    private @Nullable Weighed<I, O> next() {
        return lanes.values().stream()
                .filter(each -> each.lane.size() > 0)
                .min(Comparator.comparingDouble(each -> each.served))
                .orElse(null);
    }

    private void settle() {
        for (Weighed<I, O> each : lanes.values()) {
            double most = clock + (double) budget.maxTokens() / each.weight;
            each.served = Math.min(most, each.served + each.lane.settle() / each.weight);
        }
    }

    /** Moves what meets a condition and waits in lanes of lower priorities up. */
    void raise(Predicate<QueuedItem<I, O>> condition, Priority to) {
        for (Priority lower : Priority.values()) {
            if (lower.compareTo(to) > 0 && size(lower) > 0) {
                of(lower).lane.removeIf(condition).forEach(item -> add(item.with(to)));
            }
        }
    }

    /** Takes out what meets a condition. */
    List<QueuedItem<I, O>> removeIf(Predicate<QueuedItem<I, O>> condition) {
        List<QueuedItem<I, O>> removed = new ArrayList<>();
        lanes.values().forEach(each -> removed.addAll(each.lane.removeIf(condition)));
        return removed;
    }
}
