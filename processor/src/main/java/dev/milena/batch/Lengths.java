// SPDX-License-Identifier: Apache-2.0
package dev.milena.batch;

/**
 * Which bucket a length belongs to: one each up to 8, then four an octave, so that padding within a bucket stays below
 * a quarter.
 */
final class Lengths {

    private static final int SINGLE = 8;
    private static final int FIRST_OCTAVE = 3;
    private static final int PER_OCTAVE = 4;

    static final int BUCKETS = bucket(Integer.MAX_VALUE) + 1;

    private Lengths() {}

    static int bucket(int length) {
        if (length < SINGLE) {
            return length;
        }
        int octave = 31 - Integer.numberOfLeadingZeros(length);
        int quarter = (length >>> (octave - 2)) & 3;
        return SINGLE + (octave - FIRST_OCTAVE) * PER_OCTAVE + quarter;
    }

    /** The longest length of a bucket. */
    static int longest(int bucket) {
        if (bucket < SINGLE) {
            return bucket;
        }
        int octave = FIRST_OCTAVE + (bucket - SINGLE) / PER_OCTAVE;
        int quarter = (bucket - SINGLE) % PER_OCTAVE;
        return (int) (((PER_OCTAVE + quarter + 1L) << (octave - 2)) - 1);
    }
}
