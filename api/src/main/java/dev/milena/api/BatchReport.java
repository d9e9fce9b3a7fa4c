// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

/**
 * One finished batch, for metrics.
 *
 * @param model name of the model
 * @param texts texts in the batch
 * @param sourceTokens tokens of all sources without padding
 * @param paddedSourceTokens texts times longest source
 * @param outputTokens tokens of all outputs, 0 when the batch failed
 * @param fill share of the batch's budget that was used, 0..1
 * @param queueNanos longest wait of a text of this batch before it ran
 * @param engineNanos time in the model
 * @param failed whether the batch as a whole failed
 */
public record BatchReport(
        String model,
        int texts,
        int sourceTokens,
        int paddedSourceTokens,
        int outputTokens,
        double fill,
        long queueNanos,
        long engineNanos,
        boolean failed) {}
