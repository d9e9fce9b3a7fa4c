// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.infer;

import dev.milena.api.TextRefusedException;
import org.jspecify.annotations.Nullable;

/**
 * One line of input: a text, or why it is none.
 *
 * @param text the text without its line end; empty when it is refused
 * @param refusal why the line is no text, or null
 */
record InputLine(String text, @Nullable TextRefusedException refusal) {

    static InputLine of(String text) {
        return new InputLine(text, null);
    }

    static InputLine refused(TextRefusedException refusal) {
        return new InputLine("", refusal);
    }
}
