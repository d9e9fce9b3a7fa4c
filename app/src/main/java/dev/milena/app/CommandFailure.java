// SPDX-License-Identifier: Apache-2.0
package dev.milena.app;

/**
 * Ends a command with a message for a person and a code for a script. The message says what was wrong, the value, the
 * rule and the cure; it never holds the text of an event.
 */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    public CommandFailure(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public CommandFailure(ExitCode exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** What the process exits with. */
    public ExitCode exitCode() {
        return exitCode;
    }
}
