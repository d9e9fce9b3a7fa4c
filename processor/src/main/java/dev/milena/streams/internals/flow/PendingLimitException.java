// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.flow;

/**
 * A task is full and waiting on would make the stream thread miss its commit or poll. The thread gives up, the
 * transaction is aborted, and whoever owns the task next goes on from the pending store.
 */
public final class PendingLimitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PendingLimitException(String message) {
        super(message);
    }
}
