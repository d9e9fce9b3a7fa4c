// SPDX-License-Identifier: Apache-2.0
package dev.milena.segmentation;

import dev.milena.api.SplitAt;

/**
 * A place at which a piece of a text is cut in two.
 *
 * @param position UTF-16 offset in the text of the first code unit behind the cut; white space may lie before it
 * @param at what ends there
 */
public record Cut(int position, SplitAt at) {}
