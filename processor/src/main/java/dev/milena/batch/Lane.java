// SPDX-License-Identifier: Apache-2.0
package dev.milena.batch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What waits with one priority, by length, and whose turn it is: start-time fair queueing (Goyal, Vin, Cheng: SIGCOMM 1996)
 * over flows, a batch at a time. A batch starts from the flow that was served least, and of each length takes that flow's
 * items first. It starts with that of its lengths of which an item has waited longest, since of that most waits; where another
 * has had half a batch more, with its own oldest item, since of that length it has most itself. When a batch is formed, each
 * flow is charged what it took ({@link Budget#share}).
 *
 * <p>A flow floods that has had most of a batch more than its turn and still has two batches or more waiting, a long document
 * for instance. What it has is left for batches in which nobody else waits any more: it has items of every length, so they would
 * fill each batch before those of others, whose lengths are a little further off, and these would wait for as many full
 * batches as they have lengths.
 *
 * <p>A flow that begins to wait stands where the lane's virtual clock does, and the clock follows the flow that was served
 * least: so nobody saves up turns. What others leave of their batches a flow may have, and pays at most one batch for it. The
 * clock also goes on by 1/{@value #SHARERS} of what comes: however many flows come and go, one that waits has its turn again
 * when {@value #SHARERS} batches of later ones have gone first. Flows with nothing queued are forgotten, but for those that
 * have had more than others, until the clock has caught up with them or nothing waits any more. Not thread-safe.
 */
final class Lane<I, O> {
    /** Of so many batches one is a flow's that waits, however many come later. */
    static final int SHARERS = 32;

    private static final double AHEAD = 0.75; // batches
    private static final int FLOOD = 2; // batches

    private final Budget budget;
    private final Map<Object, Flow<I, O>> flows = new HashMap<>();
    private final TreeSet<Flow<I, O>> waiting = new TreeSet<>(Flow.BY_TURN);
    private final TreeMap<Integer, NavigableSet<Flow<I, O>>> byLength = new TreeMap<>(); // no set is ever empty
    private final Set<Flow<I, O>> ahead = new HashSet<>(); // with nothing queued, and served beyond the clock
    private final Map<Flow<I, O>, Double> taken = new HashMap<>(); // by the batch that is being formed
    private double clock;
    private double least; // where the first flow stood when the batch began
    private int size;
    private long tokens;

    Lane(Budget budget) {
        this.budget = budget;
    }

    int size() {
        return size;
    }

    /** Tokens of all items, without padding. */
    long tokens() {
        return tokens;
    }

    /** Flows that it knows of. */
    int flows() {
        return flows.size();
    }

    void add(QueuedItem<I, O> item) {
        add(item, item.item().claim().flow());
    }

    /** Adds an item that goes by its rank alone. */
    void addRanked(QueuedItem<I, O> item) {
        add(item, item.rank());
    }

    private void add(QueuedItem<I, O> item, Object name) {
        Flow<I, O> flow = flows.computeIfAbsent(name, unknown -> new Flow<>(unknown, item.rank()));
        if (flow.isEmpty()) {
            ahead.remove(flow);
            double cost = budget.share(item.tokens());
            flow.begins(Math.max(clock, flow.served()), item.sequence(), cost);
            clock += cost / SHARERS;
            waiting.add(flow);
        }
        flow.add(item);
        byLength.computeIfAbsent(item.tokens(), length -> new TreeSet<>(Flow.BY_TURN))
                .add(flow);
        size++;
        tokens += item.tokens();
    }

    /** Takes an item of the flow whose turn it is; there has to be one. */
    QueuedItem<I, O> takeFirst() {
        Flow<I, O> flow = waiting.first();
        int length = nextLength(flow);
        return take(flow, length);
    }

    private int nextLength(Flow<I, O> flow) {
        if (flow.lengths().size() == 1) {
            return flow.lengths().iterator().next();
        }
        boolean isBehind = waiting.last().served() - flow.served() > budget.maxTokens() / 2.0;
        return Collections.min(
                flow.lengths(), Comparator.comparingLong(each -> isBehind ? flow.oldest(each) : oldest(each)));
    }

    /** Sequence of the oldest item of a length that is there. Looked for when a batch begins, and not kept for every item. */
    private long oldest(int length) {
        long oldest = Long.MAX_VALUE;
        for (Flow<I, O> flow : flows(length)) {
            oldest = Math.min(oldest, flow.oldest(length));
        }
        return oldest;
    }

    /** Takes an item of a length that is there. */
    QueuedItem<I, O> take(int length) {
        return take(flows(length).first(), length);
    }

    private QueuedItem<I, O> take(Flow<I, O> flow, int length) {
        if (taken.isEmpty()) {
            least = waiting.first().served();
        }
        QueuedItem<I, O> item = flow.take(length);
        gone(flow, length);
        if (flow.isEmpty()) {
            waiting.remove(flow);
        }
        taken.merge(flow, budget.share(length), Double::sum);
        size--;
        tokens -= length;
        return item;
    }

    /** A flow may have nothing left of a length. */
    private void gone(Flow<I, O> flow, int length) {
        if (flow.has(length)) {
            return;
        }
        NavigableSet<Flow<I, O>> flows = flows(length);
        flows.remove(flow);
        if (flows.isEmpty()) {
            byLength.remove(length);
        }
    }

    /** Flows that have an item of a length that is there. */
    private NavigableSet<Flow<I, O>> flows(int length) {
        NavigableSet<Flow<I, O>> flows = byLength.get(length);
        if (flows == null) {
            throw new IllegalStateException("No item of " + length + " tokens waits here");
        }
        return flows;
    }

    /** The batch is formed: who is in it has had its turn. Returns what was taken, see {@link Budget#share}. */
    double settle() {
        if (taken.isEmpty()) {
            return 0;
        }
        double all = 0;
        double uncounted = 0;
        for (Map.Entry<Flow<I, O>, Double> each : taken.entrySet()) {
            all += each.getValue();
            uncounted += each.getKey().uncounted(each.getValue());
        }
        clock = Math.max(clock + uncounted / SHARERS, least);
        taken.forEach(this::charge);
        taken.clear();
        forget();
        return all;
    }

    private void charge(Flow<I, O> flow, double cost) {
        double served = Math.min(clock + budget.maxTokens(), flow.served() + cost);
        if (flow.isEmpty()) {
            flow.wasServed(served);
            ahead.add(flow);
            return;
        }
        // sorted sets must not see it change
        waiting.remove(flow);
        flow.lengths().forEach(length -> flows(length).remove(flow));
        flow.wasServed(served);
        waiting.add(flow);
        flow.lengths().forEach(length -> flows(length).add(flow));
    }

    /** Forgets flows with nothing queued that are owed a turn like anybody else. */
    private void forget() {
        ahead.removeIf(flow -> {
            boolean isCaughtUp = size == 0 || flow.served() <= clock;
            if (isCaughtUp) {
                flows.remove(flow.name());
            }
            return isCaughtUp;
        });
    }

    /** The lengths of all that waits. */
    Lengths lengths() {
        return new Lengths(Double.POSITIVE_INFINITY);
    }

    /** The lengths of what others have while a flow floods; none where none does. */
    Lengths lengthsBesideAFlood() {
        return new Lengths(isFlooded() ? ahead() : Double.NEGATIVE_INFINITY);
    }

    private boolean isFlooded() {
        if (waiting.isEmpty()) {
            return false;
        }
        double ahead = ahead();
        for (Flow<I, O> flow : waiting.descendingSet()) {
            if (flow.served() < ahead) {
                return false;
            }
            if (flow.tokens() >= (long) FLOOD * budget.maxTokens()) {
                return true;
            }
        }
        return false;
    }

    /** Where flows stand that have had most of a batch more than their turn. */
    private double ahead() {
        double now = taken.isEmpty() ? waiting.first().served() : least;
        return Math.max(clock, now) + AHEAD * budget.maxTokens();
    }

    /** Lengths of what flows have that stand before a point of the clock; sees what is taken. */
    final class Lengths {
        private final double before;

        private Lengths(double before) {
            this.before = before;
        }

        boolean isEmpty() {
            return waiting.isEmpty() || waiting.first().served() >= before;
        }

        /** The greatest that is at most so long, or 0. */
        int atMost(int length) {
            return first(byLength.headMap(length, true).descendingMap());
        }

        /** The least that is longer, or 0. */
        int longerThan(int length) {
            return first(byLength.tailMap(length, false));
        }

        private int first(NavigableMap<Integer, NavigableSet<Flow<I, O>>> from) {
            if (isEmpty()) {
                return 0;
            }
            for (Map.Entry<Integer, NavigableSet<Flow<I, O>>> each : from.entrySet()) {
                if (each.getValue().first().served() < before) {
                    return each.getKey();
                }
            }
            return 0;
        }
    }

    /** Takes out what meets a condition, in the order of the offers; nobody is charged for it. */
    List<QueuedItem<I, O>> removeIf(Predicate<QueuedItem<I, O>> condition) {
        List<QueuedItem<I, O>> removed = new ArrayList<>();
        for (Flow<I, O> flow : List.copyOf(waiting)) {
            List<QueuedItem<I, O>> gone = flow.removeIf(condition);
            gone.stream().mapToInt(QueuedItem::tokens).distinct().forEach(length -> gone(flow, length));
            removed.addAll(gone);
            if (flow.isEmpty()) {
                waiting.remove(flow);
                ahead.add(flow);
            }
        }
        removed.forEach(item -> tokens -= item.tokens());
        size -= removed.size();
        forget();
        removed.sort(Comparator.comparingLong(QueuedItem::sequence));
        return removed;
    }
}
