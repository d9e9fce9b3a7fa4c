// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.windows;

import dev.milena.api.TextSpan;

/**
 * A piece of one of the texts of a window. Immutable.
 *
 * @param text which text: its index in {@link TextWindow#texts}, or {@link TextWindow#STORY}
 * @param span where it stands in that text
 */
public record WindowPart(int text, TextSpan span) {}
