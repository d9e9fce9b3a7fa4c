// SPDX-License-Identifier: Apache-2.0

/**
 * Text before and after a model: admission, offsets, words, tokens back to text. Pure Java over {@code api}: no
 * tokenizer library, no files, no Kafka. All offsets are UTF-16 code units, as in Java strings, unless a name says
 * code points.
 */
@NullMarked
package dev.milena.text;

import org.jspecify.annotations.NullMarked;
