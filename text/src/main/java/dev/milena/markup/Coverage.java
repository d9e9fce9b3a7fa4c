// SPDX-License-Identifier: Apache-2.0
package dev.milena.markup;

import java.util.BitSet;

/** Which characters of a text a reader has accounted for. Not thread-safe. */
final class Coverage {
    private final BitSet covered = new BitSet();
    private final int length;

    /** Takes down a run that nobody accounted for. */
    @FunctionalInterface
    interface Gap {
        void is(int start, int end);
    }

    Coverage(int length) {
        this.length = length;
    }

    void add(int start, int end) {
        covered.set(start, end);
    }

    boolean has(int offset) {
        return covered.get(offset);
    }

    void gaps(Gap gap) {
        int start = covered.nextClearBit(0);
        while (start < length) {
            int next = covered.nextSetBit(start);
            int end = next < 0 ? length : Math.min(next, length);
            gap.is(start, end);
            start = covered.nextClearBit(end);
        }
    }
}
