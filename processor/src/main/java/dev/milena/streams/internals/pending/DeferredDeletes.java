// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.pending;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;

/**
 * When the pending entry of a released record is deleted. Under exactly_once_v2 at once: outputs and deletion are one
 * transaction. Under at_least_once output and deletion are independent sends, and a crash between them would lose the
 * answer, so the entry stays until its output must have been acknowledged or have failed: {@code delivery.timeout.ms}
 * after it was forwarded, plus a margin in which a failure stops the task. Until then a restart answers again.
 *
 * <p>Deletions still waiting when a task closes are simply forgotten, with the same effect. Stream thread.
 */
public final class DeferredDeletes {
    private final long delayNanos;
    private final Consumer<Bytes> delete;
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    private DeferredDeletes(long delayNanos, Consumer<Bytes> delete) {
        this.delayNanos = delayNanos;
        this.delete = delete;
    }

    /** Deletes at once. */
    public static DeferredDeletes atOnce(Consumer<Bytes> delete) {
        return new DeferredDeletes(0, delete);
    }

    /** Deletes after so long. */
    public static DeferredDeletes after(Duration delay, Consumer<Bytes> delete) {
        return new DeferredDeletes(delay.toNanos(), delete);
    }

    /** The outputs of this record were forwarded. */
    public void released(Bytes key, long nowNanos) {
        if (delayNanos == 0) {
            delete.accept(key);
        } else {
            waiting.addLast(new Waiting(key, nowNanos + delayNanos));
        }
    }

    /** Deletes what is due. */
    public void runDue(long nowNanos) {
        Waiting next = waiting.peekFirst();
        while (next != null && next.dueNanos() - nowNanos <= 0) {
            waiting.removeFirst();
            delete.accept(next.key());
            next = waiting.peekFirst();
        }
    }

    /** Entries that are answered and not yet deleted. */
    public int size() {
        return waiting.size();
    }

    private record Waiting(Bytes key, long dueNanos) {}
}
