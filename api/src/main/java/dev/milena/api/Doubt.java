// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

import java.util.List;

/**
 * Something about an answer that looks wrong, and where it shows. A doubt is no verdict: it says what was measured.
 * Immutable, any thread.
 *
 * @param kind what looks wrong
 * @param source where it shows in the text, in order; empty where it shows in the answer alone
 * @param output where it shows in the answer, in order; empty where it shows in the text alone
 * @param value what was measured; the kind says what it counts
 */
public record Doubt(DoubtKind kind, List<TextSpan> source, List<TextSpan> output, float value) {
    public Doubt {
        source = List.copyOf(source);
        output = List.copyOf(output);
    }
}
