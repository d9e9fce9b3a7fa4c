// SPDX-License-Identifier: Apache-2.0

/**
 * From raw attention to alignment: a bundle's policy applied to the rows of an output, and words linked to words. Pure
 * functions over {@code api}: no engine, no files, no Kafka.
 */
@NullMarked
package dev.milena.attention;

import org.jspecify.annotations.NullMarked;
