// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.record;

import dev.milena.api.ModelInfo;
import dev.milena.api.TokenAttention;

/**
 * How the tokens of one answer looked at the tokens of their text. Immutable.
 *
 * @param text place of the text among those of its record, from 0
 * @param model who answered
 * @param attention the attention
 */
public record TextAttention(int text, ModelInfo model, TokenAttention attention) {}
