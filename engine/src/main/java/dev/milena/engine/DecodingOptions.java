// SPDX-License-Identifier: Apache-2.0
package dev.milena.engine;

import java.util.Map;

/**
 * What holds for all rows of a batch.
 *
 * @param beamSize 1 for greedy
 * @param hypotheses how many to return for a row, 1..beamSize
 * @param lengthPenalty exponent of the length in a hypothesis' score
 * @param sampling whether tokens are drawn by the uniforms of the rows instead of searched for; with a beam of 1 only
 * @param attention whether attention is computed and returned
 * @param controls further inputs of the graph by name, where they differ from the bundle's defaults
 */
public record DecodingOptions(
        int beamSize,
        int hypotheses,
        float lengthPenalty,
        boolean sampling,
        boolean attention,
        Map<String, Double> controls) {

    public DecodingOptions {
        controls = Map.copyOf(controls);
    }

    /** Options with the bundle's defaults for every further input. */
    public DecodingOptions(int beamSize, int hypotheses, float lengthPenalty, boolean attention) {
        this(beamSize, hypotheses, lengthPenalty, false, attention, Map.of());
    }

    /** Greedy search with attention. */
    public static DecodingOptions greedy() {
        return new DecodingOptions(1, 1, 1f, true);
    }

    /** Beam search that returns the best hypothesis with attention. */
    public static DecodingOptions beam(int beamSize) {
        return new DecodingOptions(beamSize, 1, 1f, true);
    }
}
