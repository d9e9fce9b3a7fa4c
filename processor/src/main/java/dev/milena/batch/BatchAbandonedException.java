// SPDX-License-Identifier: Apache-2.0
package dev.milena.batch;

/**
 * Thrown by the function of a batcher when it gives a batch up because the process ends, not because of its items: none
 * of them is told anything, as if it had never left the queue.
 */
public final class BatchAbandonedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BatchAbandonedException(String message) {
        super(message);
    }
}
