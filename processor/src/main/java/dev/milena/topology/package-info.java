// SPDX-License-Identifier: Apache-2.0

/**
 * The Kafka side: how an event is admitted, waits in the pending store, is answered in the order of its key and leaves
 * as an answer or a dead letter in one transaction. Everything that touches a {@code ProcessorContext} or a state store
 * lives here and runs on a stream thread. Knows models and batchers only through {@code api} and {@code batch}: no
 * engine, no bundle, no inference library.
 */
@NullMarked
package dev.milena.topology;

import org.jspecify.annotations.NullMarked;
