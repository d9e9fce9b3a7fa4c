// SPDX-License-Identifier: Apache-2.0

/**
 * The layer between a text of a record and what a model is asked: a text is one document of one or more segments, and their
 * answers become one answer. Knows a model by what it says of itself and by its way to prepare a text; no batches, no
 * streams.
 */
@NullMarked
package dev.milena.document;

import org.jspecify.annotations.NullMarked;
