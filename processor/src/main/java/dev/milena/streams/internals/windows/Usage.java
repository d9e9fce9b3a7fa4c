// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.windows;

/**
 * What the texts of one pane take: windows of a key that overlap share their panes. Immutable.
 *
 * @param texts how many there are
 * @param bytes their bytes in the store
 */
record Usage(long texts, long bytes) {
    static final Usage NONE = new Usage(0, 0);

    Usage plus(long more, long moreBytes) {
        return new Usage(texts + more, bytes + moreBytes);
    }

    Usage plus(Usage other) {
        return plus(other.texts, other.bytes);
    }
}
