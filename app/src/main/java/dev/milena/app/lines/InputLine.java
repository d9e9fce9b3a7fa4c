// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.lines;

import dev.milena.api.TextRefusedException;
import org.jspecify.annotations.Nullable;

/**
 * One line of input: a text, or why it is none.
 *
 * @param number its number, from 1
 * @param text the text without its line end; empty when it is refused
 * @param refusal why the line is no text, which names it; or null
 */
public record InputLine(long number, String text, @Nullable TextRefusedException refusal) {

    static InputLine of(long number, String text) {
        return new InputLine(number, text, null);
    }

    /** A line that cannot be used. */
    public static InputLine refused(long number, TextRefusedException refusal) {
        return new InputLine(number, "", refusal);
    }
}
