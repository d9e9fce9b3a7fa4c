// SPDX-License-Identifier: Apache-2.0
package dev.milena.batch;

/**
 * An item and its place in the queue: by rank, and of one rank by sequence.
 *
 * @param item what was offered
 * @param rank the lower goes first; the same for all that did not ask to be first
 * @param sequence rises with every offer of a batcher
 * @param since clock reading of the offer, nanoseconds
 * @param due clock reading, nanoseconds, from which on it waits for no others
 */
record QueuedItem<I, O>(BatchItem<I, O> item, int rank, long sequence, long since, long due)
        implements Comparable<QueuedItem<?, ?>> {

    int tokens() {
        return item.sourceTokens();
    }

    @Override
    public int compareTo(QueuedItem<?, ?> other) {
        return rank == other.rank ? Long.compare(sequence, other.sequence) : Integer.compare(rank, other.rank);
    }
}
