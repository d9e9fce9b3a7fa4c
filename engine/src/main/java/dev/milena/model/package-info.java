// SPDX-License-Identifier: Apache-2.0

/**
 * A text model over a bundle: languages, templates, limits, tokens, decoding, alignment, and the replay of recorded
 * answers. The only package that puts bundle, engine, text and attention together; no Kafka.
 */
@NullMarked
package dev.milena.model;

import org.jspecify.annotations.NullMarked;
