// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Whether texts are answered in segments. */
public enum Segmenting {
    /** As the model says: its bundle, else its task. */
    AUTO,
    /** Always. */
    ON,
    /** Never: a text is asked as it is. */
    OFF;

    /**
     * Reads {@code auto}, {@code on} or {@code off}.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static Segmenting parse(String text) {
        return Arrays.stream(values())
                .filter(value -> value.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "segment is " + text + "; it must be one of " + List.of(values()) + "."));
    }

    /** As settings spell it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
