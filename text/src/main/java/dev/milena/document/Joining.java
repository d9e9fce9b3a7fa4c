// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import dev.milena.api.AlignmentLink;
import dev.milena.api.Answer;
import dev.milena.api.AnsweredSegment;
import dev.milena.api.Doubt;
import dev.milena.api.ProtectedPiece;
import dev.milena.api.RefusalCode;
import dev.milena.api.SplitAt;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextSpan;
import dev.milena.api.Token;
import dev.milena.api.TokenAttention;
import dev.milena.api.UnknownPieces;
import dev.milena.api.WordAlignment;
import dev.milena.segmentation.Segmenter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes one answer of those to the segments of a text. What stands between two segments stands between their answers, to the
 * character; where nothing does and both sides are of scripts that write spaces, one space does. Not thread-safe.
 */
final class Joining {
    private final String text;
    private final StringBuilder output = new StringBuilder();
    private final List<TextSpan> sourceWords = new ArrayList<>();
    private final List<TextSpan> outputWords = new ArrayList<>();
    private final List<AlignmentLink> links = new ArrayList<>();
    private final List<TextSpan> unknown = new ArrayList<>();
    private final List<AnsweredSegment> joined = new ArrayList<>();
    private final List<ProtectedPiece> kept = new ArrayList<>();
    private final List<Doubt> doubts = new ArrayList<>();
    private final Totals totals = new Totals();
    private int unknownOutputTokens;
    private @Nullable Answer first;

    Joining(String text) {
        this.text = text;
    }

    /** The one answer; at least one result is an answer. */
    Answer join(List<Segment> segments, List<SegmentResult> results) {
        int end = 0;
        SplitAt before = SplitAt.SENTENCE;
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            Answer answer = results.get(i).answer();
            String piece = answer == null
                    ? text.substring(segment.source().start(), segment.source().end())
                    : answer.text();
            between(text.substring(end, segment.source().start()), before, piece);
            if (answer == null) {
                leave(segment, piece, Objects.requireNonNull(results.get(i).refusal()));
            } else {
                add(segment, answer);
            }
            end = segment.source().end();
            before = segment.splitAt();
        }
        output.append(text, end, text.length());
        return answer();
    }

    private void between(String gap, SplitAt before, String piece) {
        if (gap.isEmpty() && before != SplitAt.CHARACTER && Segmenter.wantsSpaceBetween(output, piece)) {
            output.append(' ');
        }
        output.append(gap);
    }

    private void leave(Segment segment, String piece, TextRefusedException refusal) {
        RefusalCode code = refusal.code();
        joined.add(AnsweredSegment.leftAsItWas(segment.source(), appended(piece), segment.splitAt(), code));
    }

    private void add(Segment segment, Answer answer) {
        int from = segment.source().start();
        TextSpan span = appended(answer.text());
        WordAlignment words = answer.words();
        int sources = sourceWords.size();
        int outputs = outputWords.size();
        words.sourceWords().forEach(word -> sourceWords.add(shifted(word, from)));
        words.outputWords().forEach(word -> outputWords.add(shifted(word, span.start())));
        words.links()
                .forEach(link ->
                        links.add(new AlignmentLink(link.source() + sources, link.output() + outputs, link.weight())));
        answer.unknown().source().forEach(piece -> unknown.add(shifted(piece, from)));
        answer.protectedPieces()
                .forEach(piece -> kept.add(new ProtectedPiece(
                        shifted(piece.source(), from),
                        shifted(piece.output(), span.start()),
                        piece.set(),
                        piece.placement())));
        unknownOutputTokens += answer.unknown().outputTokens();
        answer.doubts().forEach(doubt -> doubts.add(shifted(doubt, from, span.start())));
        totals.add(answer);
        first = first == null ? answer : first;
        joined.add(new AnsweredSegment(
                segment.source(),
                span,
                segment.splitAt(),
                null,
                answer.logProbMean(),
                answer.finishReason(),
                answer.outputTokens(),
                answer.alternatives(),
                shifted(answer.attention(), from, span.start())));
    }

    private TextSpan appended(String piece) {
        int start = output.length();
        output.append(piece);
        return new TextSpan(start, output.length());
    }

    private static Doubt shifted(Doubt doubt, int source, int output) {
        return new Doubt(
                doubt.kind(),
                doubt.source().stream().map(span -> shifted(span, source)).toList(),
                doubt.output().stream().map(span -> shifted(span, output)).toList(),
                doubt.value());
    }

    private static TextSpan shifted(TextSpan span, int by) {
        return new TextSpan(span.start() + by, span.end() + by);
    }

    private static @Nullable TokenAttention shifted(@Nullable TokenAttention attention, int source, int output) {
        return attention == null
                ? null
                : new TokenAttention(
                        shifted(attention.sourceTokens(), source),
                        shifted(attention.outputTokens(), output),
                        attention.logProbs(),
                        attention.weights(),
                        attention.droppedMass(),
                        attention.lastRowUnshifted());
    }

    private static List<Token> shifted(List<Token> tokens, int by) {
        return tokens.stream()
                .map(token -> token.isSpecial()
                        ? token
                        : new Token(token.id(), token.piece(), token.start() + by, token.end() + by))
                .toList();
    }

    private Answer answer() {
        Answer one = Objects.requireNonNull(first, "nothing was answered");
        return Answer.builder(output.toString())
                .languages(one.sourceLanguage(), one.targetLanguage())
                .score(totals.score())
                .logProbs(totals.mean(), totals.stddev())
                .finishReason(totals.finishReason())
                .tokens(totals.sourceTokens(), totals.outputTokens())
                .words(new WordAlignment(sourceWords, outputWords, links))
                .unknown(
                        unknown.isEmpty() && unknownOutputTokens == 0
                                ? UnknownPieces.NONE
                                : new UnknownPieces(unknown, unknownOutputTokens))
                .segments(joined)
                .protectedPieces(kept)
                .doubts(doubts)
                .build();
    }
}
