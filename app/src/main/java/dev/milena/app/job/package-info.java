// SPDX-License-Identifier: Apache-2.0

/**
 * The running job: models, Kafka Streams, metrics and health put together, started and stopped in order. The demo and
 * {@code run} use it alike.
 */
@NullMarked
package dev.milena.app.job;

import org.jspecify.annotations.NullMarked;
