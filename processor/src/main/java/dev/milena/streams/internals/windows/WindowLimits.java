// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.windows;

/**
 * How much a window keeps, and when it is told. Immutable.
 *
 * @param maxTexts most texts of a window that are kept
 * @param maxBytes most bytes of texts of a window that are kept
 * @param updateRecords an early update after so many records; 0: none for their number
 * @param updateMs an early update after so many milliseconds of the wall clock; 0: none for time
 * @param idleMs after so many milliseconds without a record the wall clock goes on in the stream's place; 0: it never does
 * @param aheadMs a timestamp that is further ahead of the wall clock is refused
 * @param storyMs how long a story is kept after its last window, in stream time; 0: summaries are not rolling
 */
public record WindowLimits(
        int maxTexts, long maxBytes, long updateRecords, long updateMs, long idleMs, long aheadMs, long storyMs) {
    /** Whether a summary begins with what came before. */
    public boolean isRolling() {
        return storyMs > 0;
    }
}
