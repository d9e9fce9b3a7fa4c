// SPDX-License-Identifier: Apache-2.0
package dev.milena.batch;

import java.util.NavigableSet;
import java.util.TreeSet;

/** The items of one length of a lane: whose they are, and how long the oldest has waited. Not thread-safe. */
final class Band<I, O> {
    private final TreeSet<Flow<I, O>> flows = new TreeSet<>(Flow.BY_TURN);
    private final TreeSet<Long> sequences = new TreeSet<>();

    /** Flows that have such an item. */
    NavigableSet<Flow<I, O>> flows() {
        return flows;
    }

    /** An item came. */
    void came(QueuedItem<I, O> item) {
        sequences.add(item.sequence());
    }

    /** An item is gone. */
    void went(QueuedItem<I, O> item) {
        sequences.remove(item.sequence());
    }

    /** Sequence of the oldest item; there has to be one. */
    long oldest() {
        return sequences.first();
    }

    boolean isEmpty() {
        return sequences.isEmpty();
    }
}
