// SPDX-License-Identifier: Apache-2.0
package dev.milena.engine;

/**
 * One row of a batch.
 *
 * @param sourceIds source token ids, template and special tokens included, [source]
 * @param maxNewTokens limit of output tokens for this row, end token included, at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // ids travel by reference to the engine; nobody compares rows
public record DecoderRow(int[] sourceIds, int maxNewTokens) {}
