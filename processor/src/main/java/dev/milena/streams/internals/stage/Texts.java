// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import dev.milena.api.Priority;
import dev.milena.api.TextRefusedException;
import dev.milena.batch.Claim;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What admission made of a record: its texts, or why it is refused as a whole. Immutable but for the parts.
 *
 * @param parts its texts in order; empty where it has none, or is refused
 * @param claim on whose behalf they are asked
 * @param refusal why it is refused as a whole, or null
 */
record Texts(List<Part> parts, Claim claim, @Nullable TextRefusedException refusal) {
    /** What asks for nothing makes nothing before it more urgent. */
    private static final Claim OF_NOBODY = Claim.ofItsOwn().with(Priority.LOW);

    static Texts of(List<Part> parts, Claim claim) {
        return new Texts(List.copyOf(parts), claim, null);
    }

    static Texts none() {
        return of(List.of(), OF_NOBODY);
    }

    static Texts refused(TextRefusedException refusal) {
        return new Texts(List.of(), OF_NOBODY, refusal);
    }

    /** Whether a model has something to answer. */
    boolean isAsked() {
        return parts.stream().anyMatch(part -> !part.asked().isEmpty());
    }

    long bytes() {
        return parts.stream().mapToLong(Part::bytes).sum();
    }
}
