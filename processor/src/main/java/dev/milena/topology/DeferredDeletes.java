// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * When the pending entry of a released event is deleted. Under exactly_once_v2 at once: outputs and deletion are one
 * transaction. Under at_least_once output and deletion are independent sends, and a crash between them would lose the
 * answer, so the entry stays until its output must have been acknowledged or have failed: {@code delivery.timeout.ms}
 * after it was forwarded, plus a margin in which a failure stops the task. Until then a restart answers again.
 *
 * <p>Deletions still waiting when a task closes are simply forgotten, with the same effect. Stream thread.
 */
final class DeferredDeletes {
    private final long delayNanos;
    private final Consumer<EventId> delete;
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    private DeferredDeletes(long delayNanos, Consumer<EventId> delete) {
        this.delayNanos = delayNanos;
        this.delete = delete;
    }

    static DeferredDeletes atOnce(Consumer<EventId> delete) {
        return new DeferredDeletes(0, delete);
    }

    static DeferredDeletes after(Duration delay, Consumer<EventId> delete) {
        return new DeferredDeletes(delay.toNanos(), delete);
    }

    /** The outputs of this event were forwarded. */
    void released(EventId id, long nowNanos) {
        if (delayNanos == 0) {
            delete.accept(id);
        } else {
            waiting.addLast(new Waiting(id, nowNanos + delayNanos));
        }
    }

    /** Deletes what is due. */
    void runDue(long nowNanos) {
        Waiting next = waiting.peekFirst();
        while (next != null && next.dueNanos() - nowNanos <= 0) {
            waiting.removeFirst();
            delete.accept(next.id());
            next = waiting.peekFirst();
        }
    }

    /** Entries that are answered and not yet deleted. */
    int size() {
        return waiting.size();
    }

    private record Waiting(EventId id, long dueNanos) {}
}
