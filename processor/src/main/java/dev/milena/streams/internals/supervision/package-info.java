// SPDX-License-Identifier: Apache-2.0

/**
 * Keeps a model that fails, hangs or ends the process from costing more than the texts that are to blame. Knows no Kafka.
 * Internal: no promise of compatibility.
 */
@NullMarked
package dev.milena.streams.internals.supervision;

import org.jspecify.annotations.NullMarked;
