// SPDX-License-Identifier: Apache-2.0
package dev.milena.engine;

import dev.milena.api.FinishReason;
import org.jspecify.annotations.Nullable;

/**
 * One output sequence of a row.
 *
 * @param ids token ids without decoder start, with end token where it was emitted, [target]
 * @param finishReason why it ended
 * @param score the search's own score
 * @param logProbs natural log-probability of each id from the raw logits, [target]
 * @param attention row t is the step that emitted token t, [target][source], without padding; null unless asked for
 */
@SuppressWarnings("ArrayRecordComponent") // tensors travel by reference from the engine; nobody compares them
public record Hypothesis(
        int[] ids, FinishReason finishReason, float score, float[] logProbs, float @Nullable [][] attention) {}
