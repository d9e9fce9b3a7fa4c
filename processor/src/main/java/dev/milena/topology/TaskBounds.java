// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

/**
 * How many events and bytes a task may hold, and how many it holds. Never shared by tasks: a task that is full does not
 * starve another. What was restored may exceed the bounds; nothing new is taken then. Stream thread.
 */
final class TaskBounds {
    private final int maxEvents;
    private final long maxBytes;
    private int events;
    private long bytes;

    TaskBounds(int maxEvents, long maxBytes) {
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
    }

    /** Whether one more event of that size fits. An event larger than the bound fits when it is alone. */
    boolean fits(long eventBytes) {
        return events == 0 || (events < maxEvents && bytes + eventBytes <= maxBytes);
    }

    void enter(long eventBytes) {
        events++;
        bytes += eventBytes;
    }

    void grow(long moreBytes) {
        bytes += moreBytes;
    }

    void leave(long eventBytes) {
        events--;
        bytes -= eventBytes;
    }

    int events() {
        return events;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return events + " of at most " + maxEvents + " events and " + bytes + " of at most " + maxBytes + " bytes";
    }
}
