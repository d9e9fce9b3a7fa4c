// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.windows;

import java.util.List;

/** Which windows a record belongs to. Immutable, any thread. */
public interface Windowing {
    /** Tells windows of one definition from those of another that a store may still hold. */
    int definition();

    /** Whether no two windows of a key overlap. */
    boolean isDisjoint();

    /**
     * The pane in which a text of that time is kept: a piece of time that every window has whole or not at all, but for its last
     * one.
     */
    Pane pane(long timestamp, List<OpenWindow> entered);

    /**
     * Enters a record into the windows that it belongs to, opening or joining them.
     *
     * @param owner whose windows they are
     * @param arrival the record
     * @return the windows as they are now; empty where all that it belongs to are closed
     */
    List<OpenWindow> enter(WindowTable table, byte[] owner, Arrival arrival);

    /**
     * A piece of time.
     *
     * @param start first millisecond
     * @param end first millisecond behind it
     */
    record Pane(long start, long end) {}
}
