// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.supervision;

import dev.milena.api.PreparedText;

/**
 * A text on its way to the model. Immutable, any thread.
 *
 * @param id tells it from every other text of the process, the same after a restart
 * @param text the text as its model prepared it
 */
public record AskedText(String id, PreparedText text) {}
