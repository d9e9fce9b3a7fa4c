// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import dev.milena.api.Priority;
import dev.milena.batch.Claim;
import dev.milena.streams.internals.pending.PendingRecord;
import dev.milena.streams.internals.release.KeyLine;
import dev.milena.streams.internals.release.OrderedRelease;
import dev.milena.streams.record.TextResult;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One record of a session on its way through the model. Stream thread only; workers pass it on untouched.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
final class Entry<K, V> {
    /** What a text counts at most in the bounds: behind a long document a task takes on what may overtake it. */
    private static final int MOST_COUNTED = 32;

    private final PendingRecord<K, V> record;
    private final Texts texts;
    private final long sinceNanos;
    private final int countedTexts;
    private long bytes;
    private int waiting;
    private Claim claim;
    private OrderedRelease.@Nullable Ticket<KeyLine, Entry<K, V>> ticket;

    /**
     * @param record the record
     * @param texts its texts, or why it is refused as a whole
     * @param sinceNanos when this session took it
     */
    Entry(PendingRecord<K, V> record, Texts texts, long sinceNanos) {
        this.record = record;
        this.texts = texts;
        this.claim = texts.claim();
        this.sinceNanos = sinceNanos;
        this.bytes = record.bytes() + texts.bytes();
        this.countedTexts = texts.parts().stream()
                .mapToInt(part -> Math.min(MOST_COUNTED, part.asked().size()))
                .sum();
        this.waiting =
                texts.parts().stream().mapToInt(part -> part.asked().size()).sum();
    }

    PendingRecord<K, V> record() {
        return record;
    }

    Texts texts() {
        return texts;
    }

    List<Part> parts() {
        return texts.parts();
    }

    /** On whose behalf its texts are asked. */
    Claim claim() {
        return claim;
    }

    /** Something of that priority waits behind it; returns whether that raises it. */
    boolean raiseTo(Priority priority) {
        boolean raises = claim.priority().compareTo(priority) > 0;
        if (raises) {
            claim = claim.with(priority);
        }
        return raises;
    }

    long sinceNanos() {
        return sinceNanos;
    }

    /** Rough heap bytes that this entry holds. */
    long bytes() {
        return bytes;
    }

    /** Texts that models answer, as bounds count them: the segments of each text, up to a number. */
    int countedTexts() {
        return countedTexts;
    }

    /** So many more are asked. */
    void waitsFor(int more) {
        waiting += more;
    }

    /** One of the asked has a result. */
    void oneIsDone() {
        waiting--;
    }

    /** It takes so many bytes more. */
    void grows(long moreBytes) {
        bytes += moreBytes;
    }

    boolean isFinished() {
        return waiting == 0;
    }

    /** What became of its texts, all of which are finished. */
    List<TextResult> results() {
        return parts().stream()
                .map(part -> Objects.requireNonNull(part.result(), "released before it is finished"))
                .toList();
    }

    /** Takes its place. */
    void enters(OrderedRelease.Ticket<KeyLine, Entry<K, V>> place) {
        ticket = place;
    }

    OrderedRelease.Ticket<KeyLine, Entry<K, V>> ticket() {
        return Objects.requireNonNull(ticket, "finished and never taken");
    }

    @Override
    public String toString() {
        return "Entry[" + record.identity() + "]";
    }
}
