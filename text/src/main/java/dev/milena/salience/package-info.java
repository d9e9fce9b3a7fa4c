// SPDX-License-Identifier: Apache-2.0

/**
 * Which of many texts, such as the sentences of a document or the texts of a window of events, say most of what all of them
 * say. Knows words and no model, no language and no document.
 */
@NullMarked
package dev.milena.salience;

import org.jspecify.annotations.NullMarked;
