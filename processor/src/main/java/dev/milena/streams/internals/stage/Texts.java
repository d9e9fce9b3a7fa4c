// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import dev.milena.api.TextRefusedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What admission made of a record: its texts, or why it is refused as a whole. Immutable but for the parts.
 *
 * @param parts its texts in order; empty where it has none, or is refused
 * @param refusal why it is refused as a whole, or null
 */
record Texts(List<Part> parts, @Nullable TextRefusedException refusal) {
    static Texts of(List<Part> parts) {
        return new Texts(List.copyOf(parts), null);
    }

    static Texts refused(TextRefusedException refusal) {
        return new Texts(List.of(), refusal);
    }

    /** Whether a model has something to answer. */
    boolean isAsked() {
        return parts.stream().anyMatch(part -> !part.asked().isEmpty());
    }

    long bytes() {
        return parts.stream().mapToLong(Part::bytes).sum();
    }
}
