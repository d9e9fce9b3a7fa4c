// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

import java.util.List;

/**
 * Per-token explanation of one output after the bundle's alignment policy: shifted, special columns dropped,
 * renormalised.
 *
 * @param sourceTokens columns, [source]
 * @param outputTokens rows, [target], end token included
 * @param logProbs natural log-probability of each output token before any processor, [target]
 * @param weights row-major [target, source]; a row sums to 1, or is all 0 when the dropped columns held everything
 * @param droppedMass share of each row that fell on dropped columns, 0..1, [target]
 * @param lastRowUnshifted true when the policy shifts and the last token of a cut output had to use its own step
 */
@SuppressWarnings("ArrayRecordComponent") // matrices travel by reference from the engine; nobody compares them
public record TokenAttention(
        List<Token> sourceTokens,
        List<Token> outputTokens,
        float[] logProbs,
        float[] weights,
        float[] droppedMass,
        boolean lastRowUnshifted) {}
