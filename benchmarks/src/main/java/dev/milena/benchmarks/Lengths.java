// SPDX-License-Identifier: Apache-2.0
package dev.milena.benchmarks;

/**
 * A text as a batcher sees it.
 *
 * @param source tokens of the source
 * @param output tokens of the answer
 */
record Lengths(int source, int output) {}
