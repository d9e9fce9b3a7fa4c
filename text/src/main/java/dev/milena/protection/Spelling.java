// SPDX-License-Identifier: Apache-2.0
package dev.milena.protection;

import dev.milena.api.TextSpan;
import org.jspecify.annotations.Nullable;

/** How a format spells characters in a text. Immutable, any thread. */
public interface Spelling {
    /** Of a text without markup: every character is itself. */
    Spelling PLAIN = codePoint -> null;

    /** How a character of an answer is spelled; null: as it is. */
    @Nullable
    String of(int codePoint);

    /**
     * A character that a text spells in another way, such as by a reference.
     *
     * @param span where the spelling stands
     * @param text what it means
     */
    record Spelled(TextSpan span, String text) {}
}
