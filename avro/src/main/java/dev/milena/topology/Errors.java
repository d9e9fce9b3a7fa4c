// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import org.jspecify.annotations.Nullable;

/** Describes errors of other people's code by their classes alone: their messages may repeat the text of an event. */
final class Errors {
    private static final int MAX_CAUSES = 4;

    private Errors() {}

    /** The classes of an error and its causes. */
    static String describe(Throwable error) {
        StringBuilder description = new StringBuilder(error.getClass().getName());
        @Nullable Throwable cause = error.getCause();
        for (int i = 1; i < MAX_CAUSES && cause != null; i++, cause = cause.getCause()) {
            description.append(", caused by ").append(cause.getClass().getName());
        }
        return description.toString();
    }
}
