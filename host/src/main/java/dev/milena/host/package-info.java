// SPDX-License-Identifier: Apache-2.0

/**
 * The life of an application from {@code main} to its exit code, for any topology: start-up checks, restarts, a stop
 * within a time limit. Knows Kafka and the streams library; neither contracts nor engines. What a user needs first:
 * {@link dev.milena.host.StreamsHost}.
 */
@NullMarked
package dev.milena.host;

import org.jspecify.annotations.NullMarked;
