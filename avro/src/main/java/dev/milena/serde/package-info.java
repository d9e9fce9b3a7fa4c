// SPDX-License-Identifier: Apache-2.0

/**
 * Values of Milena's topics as bytes: Avro single-object encoding of the four records. Knows schemas and Kafka's
 * serialization interfaces; nothing of topology, engine or settings.
 */
@NullMarked
package dev.milena.serde;

import org.jspecify.annotations.NullMarked;
