// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.PreparedText;

/**
 * A text on its way to the model, and whose it is. Immutable, any thread.
 *
 * @param id the event it came from
 * @param text the text as its model prepared it
 */
record PendingText(EventId id, PreparedText text) {}
