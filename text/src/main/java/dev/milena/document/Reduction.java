// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import dev.milena.api.Answer;
import dev.milena.api.AnsweredSegment;
import dev.milena.api.Doubt;
import dev.milena.api.ProtectedPiece;
import dev.milena.api.TextSpan;
import dev.milena.api.Token;
import dev.milena.api.TokenAttention;
import dev.milena.api.UnknownPieces;
import dev.milena.segmentation.Segmenter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The summaries of the parts of a text, as a text of their own. What refers to a summary refers to the words that it came of
 * where there is an alignment, else to its part. Immutable, any thread.
 */
final class Reduction implements Derivation {
    /** With spans in the record's text. */
    private final Answer summaries;

    Reduction(Answer summaries) {
        this.summaries = summaries;
    }

    @Override
    public Answer inSource(Answer answer) {
        return answer.withText(answer.text())
                .words(new Composition(summaries.words(), answer.words()).words())
                .attention(withoutSource(answer.attention()))
                .unknown(new UnknownPieces(
                        summaries.unknown().source(), answer.unknown().outputTokens()))
                .segments(answer.segments().stream().map(this::inSource).toList())
                .protectedPieces(protectedPieces(answer.protectedPieces()))
                .doubts(doubts(answer.doubts()))
                .leftOut(Spans.merged(Stream.concat(
                                summaries.leftOut().stream(),
                                answer.leftOut().stream()
                                        .filter(this::saysSomething)
                                        .flatMap(span -> partsOf(span).stream()))
                        .toList()))
                .build();
    }

    /** Marks alone say nothing of a part. */
    private boolean saysSomething(TextSpan piece) {
        TextSpan said = Segmenter.said(summaries.text(), piece.start(), piece.end());
        return said.start() < said.end();
    }

    /** Where the parts stand that a piece of the summaries is of. */
    private List<TextSpan> partsOf(TextSpan piece) {
        return summaries.segments().stream()
                .filter(part -> Spans.overlap(part.output(), piece))
                .map(AnsweredSegment::source)
                .toList();
    }

    /** Doubts about the last summary, and about those that it was made of. */
    private List<Doubt> doubts(List<Doubt> ofLast) {
        List<Doubt> doubts = new ArrayList<>();
        for (Doubt doubt : summaries.doubts()) {
            List<TextSpan> source = doubt.source().isEmpty() ? partsOf(doubt.output()) : doubt.source();
            doubts.add(new Doubt(doubt.kind(), source, List.of(), doubt.value()));
        }
        for (Doubt doubt : ofLast) {
            doubts.add(new Doubt(doubt.kind(), partsOf(doubt.source()), doubt.output(), doubt.value()));
        }
        return doubts;
    }

    private List<TextSpan> partsOf(List<TextSpan> pieces) {
        return Spans.merged(
                pieces.stream().flatMap(piece -> partsOf(piece).stream()).toList());
    }

    /** A piece that a summary kept, and the last one too. */
    private List<ProtectedPiece> protectedPieces(List<ProtectedPiece> ofLast) {
        List<ProtectedPiece> pieces = new ArrayList<>();
        for (ProtectedPiece piece : ofLast) {
            summaries.protectedPieces().stream()
                    .filter(kept -> kept.output().equals(piece.source()))
                    .findFirst()
                    .ifPresent(kept -> pieces.add(
                            new ProtectedPiece(kept.source(), piece.output(), piece.set(), piece.placement())));
        }
        return pieces;
    }

    private AnsweredSegment inSource(AnsweredSegment segment) {
        List<TextSpan> parts = partsOf(segment.source());
        TextSpan source = parts.isEmpty()
                ? new TextSpan(0, 0)
                : new TextSpan(parts.get(0).start(), parts.get(parts.size() - 1).end());
        return new Moves(any -> source, span -> span).of(segment);
    }

    /** Tokens of a summary stand nowhere in the text. */
    private static @Nullable TokenAttention withoutSource(@Nullable TokenAttention attention) {
        return attention == null
                ? null
                : new TokenAttention(
                        attention.sourceTokens().stream()
                                .map(token -> Token.special(token.id(), Objects.requireNonNull(token.piece())))
                                .toList(),
                        attention.outputTokens(),
                        attention.logProbs(),
                        attention.weights(),
                        attention.droppedMass(),
                        attention.lastRowUnshifted());
    }
}
