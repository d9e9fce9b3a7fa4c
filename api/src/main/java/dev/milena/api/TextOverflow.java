// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What becomes of a text that is asked as one and has more tokens than its model takes. */
public enum TextOverflow {
    /** A text to summarize as {@link #SALIENCE} says; every other one is refused. */
    AUTO,
    /** It is refused with {@code TOO_MANY_TOKENS}. */
    REFUSE,
    /** The model reads as much of its beginning as fits, and the answer says how much that was. */
    CUT,
    /**
     * The model reads the sentences of a text to summarize that say most of it, in their order, as many as fit; the answer
     * names what it left out. A text of another task is refused.
     */
    SALIENCE,
    /**
     * The model reads the last sentences of a text to summarize, as many as fit; the answer names what it left out. A text of
     * another task is refused.
     */
    LATEST,
    /**
     * The model summarizes a text part by part, and then the summaries, until one is left; the answer names what it does
     * not rest on. A text of another task is refused.
     */
    MAP_REDUCE;

    /**
     * Reads {@code auto}, {@code refuse}, {@code cut}, {@code salience}, {@code latest} or {@code map-reduce}.
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
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
