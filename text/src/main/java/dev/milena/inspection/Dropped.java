// SPDX-License-Identifier: Apache-2.0
package dev.milena.inspection;

import dev.milena.api.Doubt;
import dev.milena.api.DoubtKind;
import dev.milena.api.TextSpan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pieces that the vocabulary lacks and a translation does not have. Stateless. */
final class Dropped {
    /** More are not looked for: each costs a look through the whole answer. */
    private static final int MOST_PIECES = 256;

    private Dropped() {}

    static @Nullable Doubt find(Subject subject, Limits limits) {
        if (!subject.isTranslation()) {
            return null;
        }
        List<TextSpan> dropped = subject.answer().unknown().source().stream()
                .limit(MOST_PIECES)
                .filter(piece -> !subject.output().contains(subject.source().substring(piece.start(), piece.end())))
                .toList();
        return dropped.isEmpty()
                ? null
                : new Doubt(
                        DoubtKind.UNKNOWN_DROPPED,
                        dropped.subList(0, Math.min(dropped.size(), Subject.MOST_SPANS)),
                        List.of(),
                        dropped.size());
    }
}
