// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import java.util.Arrays;
import java.util.List;

/** How a segment that is all in capitals is asked of a model that translates. */
public enum InCapitals {
    /** In small letters; its answer is written in capitals. */
    SMALL("small"),
    /** As it is. */
    AS_IT_IS("as-it-is");

    private final String spelling;

    InCapitals(String spelling) {
        this.spelling = spelling;
    }

    /**
     * Reads {@code small} or {@code as-it-is}.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static InCapitals parse(String text) {
        return Arrays.stream(values())
                .filter(value -> value.spelling.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "capitals is " + text + "; it must be one of " + List.of(values()) + "."));
    }

    /** As settings spell it. */
    @Override
    public String toString() {
        return spelling;
    }
}
