// SPDX-License-Identifier: Apache-2.0
package dev.milena.batch;

/**
 * An item and its place in the queue.
 *
 * @param item what was offered
 * @param sequence rises with every offer of a batcher
 * @param since clock reading of the offer, nanoseconds
 */
record QueuedItem<I, O>(BatchItem<I, O> item, long sequence, long since) {

    int tokens() {
        return item.sourceTokens();
    }
}
