// SPDX-License-Identifier: Apache-2.0
package dev.milena.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Queued items by length, and the choice of the next batch. Not thread-safe: {@link DynamicBatcher} guards it.
 *
 * <p>Items that run alone go first, one by one, at once. Else a batch is due when an item has waited for the linger, or when a bucket holds as much as a batch can. The batch
 * then starts from the earliest item of the first lane; else from the oldest item past linger, whatever its bucket's
 * fill, so that no length starves; else from the full bucket that waited longest. Room that is left goes to items of
 * similar length.
 */
final class LengthBuckets<I, O> {

    /** Buckets to either side from which a batch is filled up: an octave, so that padding at most doubles. */
    private static final int NEIGHBOURS = 4;

    private final Budget budget;
    private final long lingerNanos;
    private final Deque<QueuedItem<I, O>> alone = new ArrayDeque<>(0);
    private final Lane<I, O> first = new Lane<>();
    private final Lane<I, O> rest = new Lane<>();

    LengthBuckets(Budget budget, long lingerNanos) {
        this.budget = budget;
        this.lingerNanos = lingerNanos;
    }

    int size() {
        return alone.size() + first.size + rest.size;
    }

    void add(QueuedItem<I, O> item, boolean ahead) {
        if (item.item().alone()) {
            alone.addLast(item);
        } else {
            (ahead ? first : rest).add(item);
        }
    }

    /** Whether the bucket of this length holds as much as a batch can. */
    boolean isFull(int length) {
        return isFullBucket(Lengths.bucket(length));
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

    /** Nanoseconds until a batch is due if nothing is added: 0 or less when one is due, {@code MAX_VALUE} if empty. */
    long nanosUntilDue(long now) {
        if (!alone.isEmpty()) {
            return 0;
        }
        QueuedItem<I, O> oldest = oldest();
        if (oldest == null) {
            return Long.MAX_VALUE;
        }
        return fullBucket() >= 0 ? 0 : lingerNanos - (now - oldest.since());
    }

    /** Removes the next batch; empty when none is due. */
    List<QueuedItem<I, O>> takeDue(long now) {
        if (nanosUntilDue(now) > 0) {
            return List.of();
        }
        if (!alone.isEmpty()) {
            return List.of(alone.removeFirst());
        }
        QueuedItem<I, O> ahead = first.oldest();
        if (ahead != null) {
            return take(Lengths.bucket(ahead.tokens()));
        }
        QueuedItem<I, O> oldest = rest.oldest();
        if (oldest != null && now - oldest.since() >= lingerNanos) {
            return take(Lengths.bucket(oldest.tokens()));
        }
        return take(fullBucket());
    }

    private List<QueuedItem<I, O>> take(int bucket) {
        List<QueuedItem<I, O>> batch = new ArrayList<>();
        fill(batch, first, bucket);
        // while items of the first lane wait elsewhere, nothing may leave ahead of them
        if (first.size == 0) {
            fill(batch, rest, bucket);
        }
        return batch;
    }

    private void fill(List<QueuedItem<I, O>> batch, Lane<I, O> lane, int bucket) {
        drain(batch, lane, bucket);
        // shorter items first: they lengthen nobody
        for (int distance = 1; distance <= NEIGHBOURS; distance++) {
            drain(batch, lane, bucket - distance);
        }
        for (int distance = 1; distance <= NEIGHBOURS; distance++) {
            drain(batch, lane, bucket + distance);
        }
    }

    private void drain(List<QueuedItem<I, O>> batch, Lane<I, O> lane, int bucket) {
        if (bucket < 0 || bucket >= Lengths.BUCKETS) {
            return;
        }
        int longest = batch.stream().mapToInt(QueuedItem::tokens).max().orElse(0);
        QueuedItem<I, O> head = lane.head(bucket);
        while (head != null && budget.allows(batch.size() + 1, Math.max(longest, head.tokens()))) {
            longest = Math.max(longest, head.tokens());
            batch.add(lane.removeHead(bucket));
            head = lane.head(bucket);
        }
    }

    private @Nullable QueuedItem<I, O> oldest() {
        QueuedItem<I, O> ahead = first.oldest();
        QueuedItem<I, O> behind = rest.oldest();
        if (ahead == null || behind == null) {
            return ahead == null ? behind : ahead;
        }
        return ahead.sequence() < behind.sequence() ? ahead : behind;
    }

    /** The full bucket whose head waited longest, or -1. */
    private int fullBucket() {
        int chosen = -1;
        long earliest = Long.MAX_VALUE;
        for (int bucket = 0; bucket < Lengths.BUCKETS; bucket++) {
            if (isFullBucket(bucket)) {
                long sequence = Math.min(first.headSequence(bucket), rest.headSequence(bucket));
                if (sequence < earliest) {
                    earliest = sequence;
                    chosen = bucket;
                }
            }
        }
        return chosen;
    }

    private boolean isFullBucket(int bucket) {
        int held = first.size(bucket) + rest.size(bucket);
        return held > 0 && held >= budget.capacity(Lengths.longest(bucket));
    }

    /** One queue a bucket, each in the order of its offers. */
    private static final class Lane<I, O> {
        private final List<Deque<QueuedItem<I, O>>> buckets = new ArrayList<>();
        private int size;

        Lane() {
            for (int bucket = 0; bucket < Lengths.BUCKETS; bucket++) {
                buckets.add(new ArrayDeque<>(0));
            }
        }

        void add(QueuedItem<I, O> item) {
            buckets.get(Lengths.bucket(item.tokens())).addLast(item);
            size++;
        }

        int size(int bucket) {
            return buckets.get(bucket).size();
        }

        @Nullable
        QueuedItem<I, O> head(int bucket) {
            return buckets.get(bucket).peekFirst();
        }

        long headSequence(int bucket) {
            QueuedItem<I, O> head = head(bucket);
            return head == null ? Long.MAX_VALUE : head.sequence();
        }

        QueuedItem<I, O> removeHead(int bucket) {
            size--;
            return buckets.get(bucket).removeFirst();
        }

        @Nullable
        QueuedItem<I, O> oldest() {
            QueuedItem<I, O> oldest = null;
            for (int bucket = 0; size > 0 && bucket < buckets.size(); bucket++) {
                QueuedItem<I, O> head = head(bucket);
                if (head != null && (oldest == null || head.sequence() < oldest.sequence())) {
                    oldest = head;
                }
            }
            return oldest;
        }

        int removeIf(Predicate<QueuedItem<I, O>> condition) {
            int before = size;
            buckets.forEach(bucket -> bucket.removeIf(condition));
            size = buckets.stream().mapToInt(Deque::size).sum();
            return before - size;
        }
    }
}
