// SPDX-License-Identifier: Apache-2.0

/**
 * What people and programs read: the terminal, answers as text with aligned words, answers as JSON lines, the progress
 * bar. No Kafka clients, no models.
 */
@NullMarked
package dev.milena.app.output;

import org.jspecify.annotations.NullMarked;
