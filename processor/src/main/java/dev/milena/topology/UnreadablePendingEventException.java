// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

/**
 * The pending store holds bytes that this build cannot read. The application stops rather than drop them: nothing was
 * deleted, and the build that wrote them can still answer them.
 */
public final class UnreadablePendingEventException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadablePendingEventException(String what) {
        super("The pending store holds an entry that this build cannot read: " + what + ". Nothing was deleted. Run the"
                + " build that wrote it until no event is pending, then upgrade; or, to give these events up, delete the"
                + " store's changelog topic and the folder of this application in state.dir while it is stopped");
    }
}
