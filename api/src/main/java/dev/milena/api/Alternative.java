// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

/**
 * Another output that the search found for a text. Immutable.
 *
 * @param text the output text
 * @param score the search's own score
 * @param logProbMean mean token log-probability, end token included
 * @param logProbStddev population standard deviation of the token log-probabilities
 * @param finishReason why decoding stopped
 * @param outputTokens tokens emitted, end token included
 */
public record Alternative(
        String text, float score, float logProbMean, float logProbStddev, FinishReason finishReason, int outputTokens) {

    /** exp(mean token log-probability), 0..1. */
    public float confidence() {
        return (float) Math.exp(logProbMean);
    }

    /** Never shows the text, so that it can be logged. */
    @Override
    public String toString() {
        return "Alternative[" + outputTokens + " tokens, score " + score + ", " + finishReason + "]";
    }
}
