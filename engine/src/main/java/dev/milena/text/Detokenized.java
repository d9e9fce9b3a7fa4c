// SPDX-License-Identifier: Apache-2.0
package dev.milena.text;

import dev.milena.api.Token;
import java.util.List;

/**
 * An output as text.
 *
 * @param text the output text
 * @param tokens one for each id; spans follow one another, and ids that stand for no text are special tokens
 */
public record Detokenized(String text, List<Token> tokens) {
    public Detokenized {
        tokens = List.copyOf(tokens);
    }
}
