// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What becomes of a text that has more tokens than its model takes. */
public enum TextOverflow {
    /** It is refused with {@code TOO_MANY_TOKENS}. */
    REFUSE,
    /** The model reads as much of its beginning as fits, and the answer says how much that was. */
    CUT;

    /**
     * Reads {@code refuse} or {@code cut}.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static TextOverflow parse(String text) {
        return Arrays.stream(values())
                .filter(value -> value.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "overflow is " + text + "; it must be one of " + List.of(values()) + "."));
    }

    /** As settings spell it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
