// SPDX-License-Identifier: Apache-2.0
package dev.milena.engine;

/**
 * One row of a batch.
 *
 * @param sourceIds source token ids, template and special tokens included, [source]
 * @param maxNewTokens limit of output tokens for this row, end token included, at least 1
 * @param forcedBos id that the output is made to start with, or -1
 * @param targetPrefix ids given as the start of the output, in place of {@code forcedBos}, [prefix]; one that ends by the
 *     end token is a whole target and is not continued
 * @param uniforms numbers in [0, 1) that tokens are drawn by, [at least maxNewTokens]; empty where none are drawn
 */
@SuppressWarnings("ArrayRecordComponent") // ids travel by reference to the engine; nobody compares rows
public record DecoderRow(int[] sourceIds, int maxNewTokens, int forcedBos, int[] targetPrefix, float[] uniforms) {

    /** A row whose output starts freely and is searched for. */
    public DecoderRow(int[] sourceIds, int maxNewTokens) {
        this(sourceIds, maxNewTokens, -1, new int[0], new float[0]);
    }
}
