// SPDX-License-Identifier: Apache-2.0
package dev.milena.batch;

import dev.milena.api.Priority;
import java.time.Duration;

/**
 * Collects items of many owners into batches for one model. Any thread; only {@link #close} blocks.
 *
 * @param <I> what goes into the model
 * @param <O> what comes out
 */
public interface Batcher<I, O> extends AutoCloseable {

    /** Queues an item behind those of its flow. */
    void offer(BatchItem<I, O> item);

    /**
     * Queues an item ahead of every item that came through {@link #offer}. Of those that came this way the lower rank
     * goes first, and of one rank the earlier call: where the rank counts an owner's own items, owners take turns.
     */
    void offerFirst(BatchItem<I, O> item, int rank);

    /**
     * Raises what an owner has queued of a line with a lower priority: something more urgent waits behind it. What it
     * offers later, it offers with that priority.
     *
     * @param line as in {@link Claim#line}
     */
    void raise(Object owner, Object line, Priority priority);

    /**
     * Takes back every queued item of an owner; their {@code onDone} is never called. Items in a running batch still
     * complete, so an owner must be able to tell results of an earlier life.
     *
     * @return how many were taken back
     */
    int withdraw(Object owner);

    /**
     * Runs one batch that is due on the calling thread, if this batcher has no worker of its own (tests that step a
     * clock). A batcher with workers does nothing.
     *
     * @return whether a batch ran
     */
    boolean runDue();

    /** Items queued and not yet running. */
    int queued();

    /** Of these, those of a priority; what asked to be first counts nowhere here. */
    int queued(Priority priority);

    /** Whether no item is queued and no batch runs. */
    boolean isIdle();

    /**
     * Stops the workers and waits for the batch that is running, so that its model can be closed afterwards; queued items
     * are dropped without a call.
     *
     * @param atMost how long to wait
     * @throws IllegalStateException when a batch still runs then: the model is in use and must not be closed
     */
    void close(Duration atMost);

    /** Closes with a patience of the batcher's own. */
    @Override
    void close();
}
