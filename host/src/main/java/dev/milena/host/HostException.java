// SPDX-License-Identifier: Apache-2.0
package dev.milena.host;

/**
 * Keeps an application from starting or from going on. The message says what was wrong, the value, the rule and the cure;
 * it never holds the text of a record.
 */
public final class HostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final HostExit exit;

    /**
     * @param exit how the process has to end
     * @param message what was wrong, for people
     */
    public HostException(HostExit exit, String message) {
        super(message);
        this.exit = exit;
    }

    /**
     * @param exit how the process has to end
     * @param message what was wrong, for people
     * @param cause why
     */
    public HostException(HostExit exit, String message, Throwable cause) {
        super(message, cause);
        this.exit = exit;
    }

    /** What the process exits with. */
    public HostExit exit() {
        return exit;
    }
}
