// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import dev.milena.api.TextSpan;
import dev.milena.api.Token;
import dev.milena.api.UnknownPieces;
import dev.milena.api.WellFormedText;
import dev.milena.bundle.Manifest.SpecialIds;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Finds the unknown tokens of sources and outputs. Immutable, any thread. */
final class UnknownTokens {
    /** A space that a normalizer put in; it stands on the first character of what follows. */
    private static final String SPACE = "\u2581";

    private final @Nullable Integer unknown;
    private final int known;

    /**
     * Where the unknown token is also another one (GPT-2's is its end token), no output has any.
     *
     * @param ids special ids
     * @param known how many ids the model reads; those from here on are of pieces that its vocabulary lacks
     */
    UnknownTokens(SpecialIds ids, int known) {
        Integer unk = ids.unk();
        boolean means = unk != null && !ids.eos().contains(unk) && unk != ids.pad();
        this.unknown = means ? unk : null;
        this.known = known;
    }

    /**
     * What the vocabulary lacks.
     *
     * @param text the source text
     * @param source its tokens
     * @param output ids as the model emitted them
     */
    UnknownPieces of(String text, List<Token> source, int[] output) {
        List<TextSpan> spans = new ArrayList<>();
        int start = -1;
        for (Token token : source) {
            if (isUnread(token.id()) && !token.isSpecial()) {
                add(trimmed(text, start < 0 ? token.start() : start, token.end()), spans);
            }
            start = token.piece().equals(SPACE) ? token.start() : -1;
        }
        int written = (int) IntStream.of(output).filter(this::isUnknown).count();
        return spans.isEmpty() && written == 0 ? UnknownPieces.NONE : new UnknownPieces(spans, written);
    }

    private boolean isUnread(int id) {
        return id >= known || isUnknown(id);
    }

    private boolean isUnknown(int id) {
        return unknown != null && unknown == id;
    }

    /** Adds a piece that is not empty, to the last one where they touch. */
    private static void add(TextSpan piece, List<TextSpan> spans) {
        if (piece.start() >= piece.end()) {
            return;
        }
        TextSpan last = spans.isEmpty() ? null : spans.get(spans.size() - 1);
        if (last != null && last.end() >= piece.start()) {
            spans.set(spans.size() - 1, new TextSpan(last.start(), Math.max(last.end(), piece.end())));
        } else {
            spans.add(piece);
        }
    }

    private static TextSpan trimmed(String text, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && WellFormedText.isSpace(text.codePointAt(start))) {
            start += Character.charCount(text.codePointAt(start));
        }
        while (end > start && WellFormedText.isSpace(text.codePointBefore(end))) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return new TextSpan(start, end);
    }
}
