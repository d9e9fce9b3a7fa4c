// SPDX-License-Identifier: Apache-2.0
package dev.milena.inspection;

/**
 * From where on an answer is in doubt. Immutable.
 *
 * @param leastConfidence below it an answer is {@code LOW_CONFIDENCE}, 0..1; 0 for none
 * @param leastLength below this ratio of its length to that of its text a translation is {@code TOO_SHORT}
 * @param mostLength above this ratio it is {@code TOO_LONG}
 * @param mostUnaligned above this share of content words that no output word came from it is {@code UNALIGNED_SOURCE}, 0..1
 */
public record Limits(double leastConfidence, double leastLength, double mostLength, double mostUnaligned) {
    /** Ratio of lengths below which a translation is too short where nothing is said. */
    public static final double DEFAULT_LEAST_LENGTH = 0.55;

    /** Ratio of lengths above which a translation is too long where nothing is said. */
    public static final double DEFAULT_MOST_LENGTH = 2.2;

    /** Share of unaligned content words that is too much where nothing is said. */
    public static final double DEFAULT_MOST_UNALIGNED = 0.5;

    /** Any confidence, and limits by which few answers of a good model are in doubt. */
    public static Limits defaults() {
        return new Limits(0, DEFAULT_LEAST_LENGTH, DEFAULT_MOST_LENGTH, DEFAULT_MOST_UNALIGNED);
    }
}
