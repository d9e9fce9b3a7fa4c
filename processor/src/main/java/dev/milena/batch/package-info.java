// SPDX-License-Identifier: Apache-2.0

/**
 * Forms batches across tasks and threads: lengths, token budget, linger, fair queueing of flows and priorities, bisection of
 * failing batches. Pure Java: no Kafka, no DJL, no knowledge of what an item is.
 */
@NullMarked
package dev.milena.batch;

import org.jspecify.annotations.NullMarked;
