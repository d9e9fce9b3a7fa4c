// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.supervision;

import org.jspecify.annotations.Nullable;

/** Describes an error without repeating what might be the text of an event. */
public final class Failures {
    private static final int MAX_CAUSES = 4;

    private Failures() {}

    /**
     * Throws what no event is to blame for, such as an exhausted memory. A stack that overflowed is the event's own:
     * nesting and length are its sender's choice.
     */
    public static void rethrowIfOfTheProcess(Throwable error) {
        if (error instanceof VirtualMachineError fatal && !(error instanceof StackOverflowError)) {
            throw fatal;
        }
    }

    /** The message of one of Milena's own errors, which never holds text. */
    public static String message(Throwable error) {
        String message = error.getMessage();
        return message == null ? error.getClass().getName() : message;
    }

    /**
     * The classes of an error and its causes; messages only of Milena's own classes, whose messages never hold text.
     */
    public static String describe(Throwable error) {
        StringBuilder description = new StringBuilder();
        @Nullable Throwable cause = error;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++, cause = cause.getCause()) {
            if (i > 0) {
                description.append(", caused by ");
            }
            description.append(cause.getClass().getName());
            if (cause.getClass().getName().startsWith("dev.milena.") && cause.getMessage() != null) {
                description.append(": ").append(cause.getMessage());
            }
        }
        return description.toString();
    }
}
