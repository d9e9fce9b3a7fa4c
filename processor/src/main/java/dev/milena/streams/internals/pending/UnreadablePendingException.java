// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.pending;

/**
 * The pending store holds bytes that this build cannot read. The application stops rather than drop them: nothing was
 * deleted, and the build that wrote them can still answer them.
 */
public final class UnreadablePendingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnreadablePendingException(String what) {
        super("The pending store holds an entry that this build cannot read: " + what + ". Nothing was deleted. Run the"
                + " build that wrote it until nothing is pending, then upgrade; or, to give these records up, delete the"
                + " store's changelog topic and the folder of this application in state.dir while it is stopped");
    }
}
