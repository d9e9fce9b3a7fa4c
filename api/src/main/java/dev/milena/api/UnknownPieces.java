// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

import java.util.List;

/**
 * What a model's vocabulary lacks: pieces that it read as its unknown token, so that it knows that something stood there
 * but not what, and unknown tokens that it wrote, which an output text does not show. Immutable, any thread.
 *
 * @param source pieces of the source text, in order, in UTF-16 code units; they neither touch nor begin or end with white
 *     space
 * @param outputTokens how many unknown tokens the output had
 */
public record UnknownPieces(List<TextSpan> source, int outputTokens) {
    /** Of a text whose every piece has an entry of its own in the vocabulary, and an output without unknown tokens. */
    public static final UnknownPieces NONE = new UnknownPieces(List.of(), 0);

    public UnknownPieces {
        source = List.copyOf(source);
    }

    /** Whether neither side has any. */
    public boolean isEmpty() {
        return source.isEmpty() && outputTokens == 0;
    }
}
