// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.windows;

/**
 * What the texts of one pane take: windows of a key that overlap share their panes. Immutable.
 *
 * @param texts how many there are
 * @param bytes their bytes in UTF-8
 * @param firstTimestamp no text of the pane stands before this time
 * @param firstSequence nor, at that time, before this place: a search from here meets nothing that was deleted
 */
record Usage(long texts, long bytes, long firstTimestamp, long firstSequence) {
    static final Usage NONE = new Usage(0, 0, Long.MAX_VALUE, Long.MAX_VALUE);

    /** With one more text. */
    Usage with(StoredText text) {
        boolean isFirst = text.timestamp() < firstTimestamp
                || (text.timestamp() == firstTimestamp && text.sequence() < firstSequence);
        return new Usage(
                texts + 1,
                bytes + text.bytes(),
                isFirst ? text.timestamp() : firstTimestamp,
                isFirst ? text.sequence() : firstSequence);
    }

    /** Without its first text, which stood there. */
    Usage withoutFirst(WindowTable.Removed removed) {
        return new Usage(texts - 1, bytes - removed.bytes(), removed.timestamp(), removed.sequence() + 1);
    }

    /** This one and another, of panes that become one. */
    Usage and(Usage other) {
        boolean isFirst = firstTimestamp < other.firstTimestamp
                || (firstTimestamp == other.firstTimestamp && firstSequence < other.firstSequence);
        return new Usage(
                texts + other.texts,
                bytes + other.bytes,
                isFirst ? firstTimestamp : other.firstTimestamp,
                isFirst ? firstSequence : other.firstSequence);
    }
}
