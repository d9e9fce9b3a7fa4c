// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.flow;

/**
 * How many records and bytes a task may hold, and how many it holds. Never shared by tasks: a task that is full does not
 * starve another. What was restored may exceed the bounds; nothing new is taken then. Stream thread.
 */
public final class TaskBounds {
    private final int maxRecords;
    private final long maxBytes;
    private int records;
    private long bytes;

    public TaskBounds(int maxRecords, long maxBytes) {
        this.maxRecords = maxRecords;
        this.maxBytes = maxBytes;
    }

    /** Whether one more record of that size fits. A record larger than the bound fits when it is alone. */
    public boolean fits(long recordBytes) {
        return records == 0 || (records < maxRecords && bytes + recordBytes <= maxBytes);
    }

    /** One came. */
    public void enter(long recordBytes) {
        records++;
        bytes += recordBytes;
    }

    /** What it holds takes more bytes. */
    public void grow(long moreBytes) {
        bytes += moreBytes;
    }

    /** One left. */
    public void leave(long recordBytes) {
        records--;
        bytes -= recordBytes;
    }

    /** Records held. */
    public int records() {
        return records;
    }

    /** Bytes held. */
    public long bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return records + " of at most " + maxRecords + " records and " + bytes + " of at most " + maxBytes + " bytes";
    }
}
