// SPDX-License-Identifier: Apache-2.0
package dev.milena.engine;

/**
 * One row of a batch.
 *
 * @param sourceIds source token ids, template and special tokens included, [source]
 * @param maxNewTokens limit of output tokens for this row, end token included, at least 1
 * @param forcedBos id that the output is made to start with, or -1
 * @param targetPrefix ids given as the start of the output, [prefix]
 */
@SuppressWarnings("ArrayRecordComponent") // ids travel by reference to the engine; nobody compares rows
public record DecoderRow(int[] sourceIds, int maxNewTokens, int forcedBos, int[] targetPrefix) {

    /** A row whose output starts freely. */
    public DecoderRow(int[] sourceIds, int maxNewTokens) {
        this(sourceIds, maxNewTokens, -1, new int[0]);
    }
}
