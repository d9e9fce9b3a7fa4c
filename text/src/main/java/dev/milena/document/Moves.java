// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import dev.milena.api.AnsweredSegment;
import dev.milena.api.Doubt;
import dev.milena.api.GlossaryHit;
import dev.milena.api.ProtectedPiece;
import dev.milena.api.TextSpan;
import dev.milena.api.Token;
import dev.milena.api.TokenAttention;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes what refers to a part of a text and its answer refer to the whole of both. Immutable, any thread. */
record Moves(UnaryOperator<TextSpan> source, UnaryOperator<TextSpan> output) {
    /** Of a part that starts at these offsets. */
    static Moves by(int source, int output) {
        return new Moves(span -> shifted(span, source), span -> shifted(span, output));
    }

    private static TextSpan shifted(TextSpan span, int by) {
        return new TextSpan(span.start() + by, span.end() + by);
    }

    TextSpan inSource(TextSpan span) {
        return source.apply(span);
    }

    TextSpan inOutput(TextSpan span) {
        return output.apply(span);
    }

    Doubt of(Doubt doubt) {
        return new Doubt(
                doubt.kind(),
                doubt.source().stream().map(source).toList(),
                doubt.output().stream().map(output).toList(),
                doubt.value());
    }

    ProtectedPiece of(ProtectedPiece piece) {
        return new ProtectedPiece(inSource(piece.source()), inOutput(piece.output()), piece.set(), piece.placement());
    }

    GlossaryHit of(GlossaryHit hit) {
        TextSpan there = hit.output();
        return new GlossaryHit(
                inSource(hit.source()),
                there == null ? null : inOutput(there),
                hit.term(),
                hit.translation(),
                hit.use());
    }

    AnsweredSegment of(AnsweredSegment segment) {
        return new AnsweredSegment(
                inSource(segment.source()),
                inOutput(segment.output()),
                segment.splitAt(),
                segment.refusal(),
                segment.logProbMean(),
                segment.finishReason(),
                segment.outputTokens(),
                segment.alternatives(),
                of(segment.attention()));
    }

    @Nullable
    TokenAttention of(@Nullable TokenAttention attention) {
        return attention == null
                ? null
                : new TokenAttention(
                        moved(attention.sourceTokens(), source),
                        moved(attention.outputTokens(), output),
                        attention.logProbs(),
                        attention.weights(),
                        attention.droppedMass(),
                        attention.lastRowUnshifted());
    }

    private static List<Token> moved(List<Token> tokens, UnaryOperator<TextSpan> move) {
        return tokens.stream().map(token -> moved(token, move)).toList();
    }

    private static Token moved(Token token, UnaryOperator<TextSpan> move) {
        if (token.isSpecial()) {
            return token;
        }
        TextSpan span = move.apply(new TextSpan(token.start(), token.end()));
        return new Token(token.id(), token.piece(), span.start(), span.end());
    }
}
