// SPDX-License-Identifier: Apache-2.0

/**
 * Enrichments: stages that put text models in the middle of a Kafka Streams topology. What a user needs first:
 * {@link dev.milena.streams.Models}, {@link dev.milena.streams.Enrichment}, {@link dev.milena.streams.Enriched}.
 */
@NullMarked
package dev.milena.streams;

import org.jspecify.annotations.NullMarked;
