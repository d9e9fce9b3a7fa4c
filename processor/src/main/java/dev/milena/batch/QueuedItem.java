// SPDX-License-Identifier: Apache-2.0
package dev.milena.batch;

import dev.milena.api.Priority;

/**
 * An item that waits.
 *
 * @param item what was offered
 * @param rank among those that asked to be first the lower goes first; 0 for all others
 * @param sequence rises with every offer of a batcher
 * @param since clock reading of the offer, nanoseconds
 * @param due clock reading, nanoseconds, from which on it waits for no others; rises with the sequence
 */
record QueuedItem<I, O>(BatchItem<I, O> item, int rank, long sequence, long since, long due) {

    int tokens() {
        return item.sourceTokens();
    }

    /** The same with another priority. */
    QueuedItem<I, O> with(Priority priority) {
        return new QueuedItem<>(item.with(priority), rank, sequence, since, due);
    }
}
