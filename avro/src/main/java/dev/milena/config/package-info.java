// SPDX-License-Identifier: Apache-2.0

/**
 * Settings: what exists ({@code milena.*}), what Kafka Streams gets, where values come from, and which combinations
 * cannot work. Reads files and the environment, starts nothing, knows neither topology nor engine.
 */
@NullMarked
package dev.milena.config;

import org.jspecify.annotations.NullMarked;
