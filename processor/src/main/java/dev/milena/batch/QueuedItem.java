// SPDX-License-Identifier: Apache-2.0
package dev.milena.batch;

/**
 * An item and its place in the queue: by rank, of one rank by place, and of one place by sequence.
 *
 * @param item what was offered
 * @param rank the lower goes first; the same for all that did not ask to be first
 * @param place that of the work it belongs to, and further back by each turn
 * @param sequence rises with every offer of a batcher
 * @param since clock reading of the offer, nanoseconds
 * @param due clock reading, nanoseconds, from which on it waits for no others
 */
record QueuedItem<I, O>(BatchItem<I, O> item, int rank, long place, long sequence, long since, long due)
        implements Comparable<QueuedItem<?, ?>> {

    int tokens() {
        return item.sourceTokens();
    }

    @Override
    public int compareTo(QueuedItem<?, ?> other) {
        if (rank != other.rank) {
            return Integer.compare(rank, other.rank);
        }
        return place == other.place ? Long.compare(sequence, other.sequence) : Long.compare(place, other.place);
    }
}
