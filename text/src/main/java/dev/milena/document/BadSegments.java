// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What becomes of a text one of whose segments cannot be answered. */
public enum BadSegments {
    /** The text is refused, for the reason of the first such segment. */
    REFUSE,
    /**
     * Such a segment stays as it was, in its place, and is flagged in the answer. A text none of whose segments can be
     * answered is refused all the same.
     */
    KEEP;

    /**
     * Reads {@code refuse} or {@code keep}.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static BadSegments parse(String text) {
        return Arrays.stream(values())
                .filter(value -> value.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "bad segments are " + text + "; it must be one of " + List.of(values()) + "."));
    }

    /** As settings spell it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
