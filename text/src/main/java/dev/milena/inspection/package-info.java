// SPDX-License-Identifier: Apache-2.0

/**
 * What looks wrong about an answer: one class for each kind of doubt, run over every answer, so that each is linear in the
 * text and finds the same for the same answer. Knows languages and scripts; no model, no batches, no streams. What makes
 * segments is used for its characters alone.
 */
@NullMarked
package dev.milena.inspection;

import org.jspecify.annotations.NullMarked;
