// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.flow;

/**
 * How much a task may hold, and how much it holds: records and bytes of its own, and its part of what all tasks of the
 * process hold. A task that is full does not starve another. What was restored may exceed the bounds; nothing new is taken
 * then. Stream thread.
 */
public final class TaskBounds {
    private final int maxRecords;
    private final long maxBytes;
    private final Backlog backlog;
    private int records;
    private int texts;
    private long bytes;

    public TaskBounds(int maxRecords, long maxBytes, Backlog backlog) {
        this.maxRecords = maxRecords;
        this.maxBytes = maxBytes;
        this.backlog = backlog;
    }

    /** Whether one more record of that size fits. A record larger than the bound fits when it is alone. */
    public boolean fits(long recordBytes) {
        return records == 0
                || (records < maxRecords && bytes + recordBytes <= maxBytes && backlog.fits(texts, bytes, recordBytes));
    }

    /** One came, with so many texts for a model. */
    public void enter(int recordTexts, long recordBytes) {
        if (records == 0) {
            backlog.open();
        }
        records++;
        texts += recordTexts;
        bytes += recordBytes;
        backlog.add(recordTexts, recordBytes);
    }

    /** What it holds takes more bytes. */
    public void grow(long moreBytes) {
        bytes += moreBytes;
        backlog.add(0, moreBytes);
    }

    /** One left. */
    public void leave(int recordTexts, long recordBytes) {
        records--;
        texts -= recordTexts;
        bytes -= recordBytes;
        backlog.add(-recordTexts, -recordBytes);
        if (records == 0) {
            backlog.close();
        }
    }

    /** The task is closed: it holds nothing any more. */
    public void clear() {
        if (records > 0) {
            backlog.add(-texts, -bytes);
            backlog.close();
        }
        records = 0;
        texts = 0;
        bytes = 0;
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
