// SPDX-License-Identifier: Apache-2.0

/**
 * The topology of the built-in topics: {@code TextEvent} in, {@code EnrichedText}, {@code AttentionMap} and
 * {@code DeadLetter} out, on the public API of the streams library. More than 25 classes, since answers to events and summaries
 * of windows share those that no other package may see.
 */
@NullMarked
package dev.milena.topology;

import org.jspecify.annotations.NullMarked;
