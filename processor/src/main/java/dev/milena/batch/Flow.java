// SPDX-License-Identifier: Apache-2.0
package dev.milena.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What waits in a lane on one behalf, by length and in the order of the offers. Compared by identity. Not thread-safe. */
final class Flow<I, O> {
    /** Who is served first: the lower rank, then who was served least, then who has waited longest. */
    static final Comparator<Flow<?, ?>> BY_TURN = Flow::compareTurns; // written out: it is most of what a queue costs

    private final Object name;
    private final int rank;
    private final NavigableMap<Integer, Deque<QueuedItem<I, O>>> byLength = new TreeMap<>(); // no queue is ever empty
    private long tokens;
    private double served;
    private double counted;
    private long number;

    Flow(Object name, int rank) {
        this.name = name;
        this.rank = rank;
    }

    private static int compareTurns(Flow<?, ?> one, Flow<?, ?> other) {
        if (one.rank != other.rank) {
            return Integer.compare(one.rank, other.rank);
        }
        int served = Double.compare(one.served, other.served);
        return served != 0 ? served : Long.compare(one.number, other.number);
    }

    Object name() {
        return name;
    }

    /** Tokens of what waits, without padding. */
    long tokens() {
        return tokens;
    }

    /** What it was served so far, on the virtual clock of its lane. */
    double served() {
        return served;
    }

    /**
     * It begins to wait; only while no sorted set holds it.
     *
     * @param at where it stands on the virtual clock
     * @param as its place among those that stand there
     * @param cost of its first item, which counts on the clock at once
     */
    void begins(double at, long as, double cost) {
        served = at;
        number = as;
        counted = cost;
    }

    /** Sets what it was served; only while no sorted set holds it. */
    void wasServed(double at) {
        served = at;
    }

    /** What does not count on the clock yet of a cost that it is charged. */
    double uncounted(double cost) {
        double more = Math.max(0, cost - counted);
        counted = Math.max(0, counted - cost);
        return more;
    }

    boolean isEmpty() {
        return byLength.isEmpty();
    }

    /** The lengths of what waits. */
    Collection<Integer> lengths() {
        return byLength.keySet();
    }

    void add(QueuedItem<I, O> item) {
        byLength.computeIfAbsent(item.tokens(), length -> new ArrayDeque<>(2)).addLast(item);
        tokens += item.tokens();
    }

    /** Takes the oldest item of a length that is there. */
    QueuedItem<I, O> take(int length) {
        Deque<QueuedItem<I, O>> queue = byLength.get(length);
        if (queue == null) {
            throw new IllegalStateException("No item of " + length + " tokens waits here");
        }
        QueuedItem<I, O> item = queue.remove();
        tokens -= length;
        if (queue.isEmpty()) {
            byLength.remove(length);
        }
        return item;
    }

    /** Sequence of its oldest item of a length that is there. */
    long oldest(int length) {
        return Objects.requireNonNull(byLength.get(length)).element().sequence();
    }

    /** Whether an item of a length waits. */
    boolean has(int length) {
        return byLength.containsKey(length);
    }

    /** Takes out what meets a condition. */
    List<QueuedItem<I, O>> removeIf(Predicate<QueuedItem<I, O>> condition) {
        List<QueuedItem<I, O>> removed = new ArrayList<>();
        byLength.values()
                .forEach(queue -> queue.removeIf(item -> {
                    boolean goes = condition.test(item);
                    if (goes) {
                        removed.add(item);
                    }
                    return goes;
                }));
        byLength.values().removeIf(Deque::isEmpty);
        removed.forEach(item -> tokens -= item.tokens());
        return removed;
    }
}
