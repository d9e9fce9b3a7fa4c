// SPDX-License-Identifier: Apache-2.0
package dev.milena.engine;

/**
 * What holds for all rows of a batch.
 *
 * @param beamSize 1 for greedy
 * @param hypotheses how many to return for a row, 1..beamSize
 * @param lengthPenalty exponent of the length in a hypothesis' score
 * @param attention whether attention is computed and returned
 */
public record DecodingOptions(int beamSize, int hypotheses, float lengthPenalty, boolean attention) {

    /** Greedy search with attention. */
    public static DecodingOptions greedy() {
        return new DecodingOptions(1, 1, 1f, true);
    }

    /** Beam search that returns the best hypothesis with attention. */
    public static DecodingOptions beam(int beamSize) {
        return new DecodingOptions(beamSize, 1, 1f, true);
    }
}
