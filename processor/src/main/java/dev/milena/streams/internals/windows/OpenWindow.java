// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.windows;

/**
 * A window that is not summarized for good yet. Immutable.
 *
 * @param start first millisecond
 * @param end first millisecond behind it
 * @param closesAt the stream time from which on it takes no more records
 * @param last timestamp of its last record
 * @param lastSequence the place of its last record among the texts of the task: what came later belongs to others
 * @param records how many records it has
 * @param unreadable how many of them have no text that can be read
 * @param edition how many early updates it had
 * @param toldRecords how many records it had at the last one
 * @param toldAt the wall clock at the last one, at first when it was opened
 */
record OpenWindow(
        long start,
        long end,
        long closesAt,
        long last,
        long lastSequence,
        long records,
        long unreadable,
        int edition,
        long toldRecords,
        long toldAt) {
    static OpenWindow of(long start, long end, long closesAt, long now) {
        return new OpenWindow(start, end, closesAt, Long.MIN_VALUE, -1, 0, 0, 0, 0, now);
    }

    /** Whether it takes no more records. */
    boolean isClosed(long streamTime) {
        return closesAt <= streamTime;
    }

    /** With one more record. */
    OpenWindow with(long timestamp, long sequence, boolean isReadable) {
        return new OpenWindow(
                start,
                end,
                closesAt,
                Math.max(last, timestamp),
                sequence,
                records + 1,
                unreadable + (isReadable ? 0 : 1),
                edition,
                toldRecords,
                toldAt);
    }

    /** Over another time. */
    OpenWindow over(long from, long to, long closing) {
        return new OpenWindow(from, to, closing, last, lastSequence, records, unreadable, edition, toldRecords, toldAt);
    }

    /** This one and another, which become one. */
    OpenWindow and(OpenWindow other) {
        return new OpenWindow(
                Math.min(start, other.start),
                Math.max(end, other.end),
                Math.max(closesAt, other.closesAt),
                Math.max(last, other.last),
                Math.max(lastSequence, other.lastSequence),
                records + other.records,
                unreadable + other.unreadable,
                Math.max(edition, other.edition),
                toldRecords + other.toldRecords,
                Math.max(toldAt, other.toldAt));
    }

    /** After an early update. */
    OpenWindow told(long now) {
        return new OpenWindow(start, end, closesAt, last, lastSequence, records, unreadable, edition + 1, records, now);
    }

    /** How many records came since the last early update. */
    long untold() {
        return records - toldRecords;
    }
}
