// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import dev.milena.api.AlignmentLink;
import dev.milena.api.Answer;
import dev.milena.api.AnsweredSegment;
import dev.milena.api.Doubt;
import dev.milena.api.GlossaryHit;
import dev.milena.api.ProtectedPiece;
import dev.milena.api.RefusalCode;
import dev.milena.api.SplitAt;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextSpan;
import dev.milena.api.UnknownPieces;
import dev.milena.api.WordAlignment;
import dev.milena.segmentation.Segmenter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes one answer of those to the segments of a text. What stands between two segments stands between their answers, to the
 * character; where nothing does and both sides are of scripts that write spaces, one space does. Summaries of parts stand on
 * lines of their own, and a part without one is left out. Not thread-safe.
 */
final class Joining {
    private final String text;
    private final boolean summaries;
    private final StringBuilder output = new StringBuilder();
    private final List<TextSpan> sourceWords = new ArrayList<>();
    private final List<TextSpan> outputWords = new ArrayList<>();
    private final List<AlignmentLink> links = new ArrayList<>();
    private final List<TextSpan> unknown = new ArrayList<>();
    private final List<AnsweredSegment> joined = new ArrayList<>();
    private final List<ProtectedPiece> kept = new ArrayList<>();
    private final List<GlossaryHit> hits = new ArrayList<>();
    private final List<Doubt> doubts = new ArrayList<>();
    private final List<Verbatim> verbatim = new ArrayList<>();
    private final List<TextSpan> leftOut = new ArrayList<>();
    private final Totals totals = new Totals();
    private int unknownOutputTokens;
    private @Nullable Answer first;

    /**
     * @param text the whole text
     * @param summaries whether the answers are summaries of parts, to be read as a text of their own
     */
    Joining(String text, boolean summaries) {
        this.text = text;
        this.summaries = summaries;
    }

    /** The one answer; at least one result is an answer. */
    Answer join(List<Segment> segments, List<SegmentResult> results) {
        int end = 0;
        SplitAt before = SplitAt.SENTENCE;
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            Answer answer = results.get(i).answer();
            if (summaries && answer == null) {
                leftOut.add(segment.source());
                continue;
            }
            String piece = answer == null
                    ? text.substring(segment.source().start(), segment.source().end())
                    : answer.text();
            between(end, segment.source().start(), before, piece);
            if (answer == null) {
                leave(segment, piece, Objects.requireNonNull(results.get(i).refusal()));
            } else {
                add(segment, answer);
            }
            end = segment.source().end();
            before = segment.splitAt();
        }
        if (!summaries) {
            copy(end, text.length());
        }
        return answer();
    }

    /** Pieces of the text that stand in the answer as they are, in order; pieces of answers are no part of it. */
    List<Verbatim> verbatim() {
        return verbatim;
    }

    private void copy(int from, int to) {
        verbatim.add(new Verbatim(new TextSpan(from, to), output.length()));
        output.append(text, from, to);
    }

    private void between(int from, int to, SplitAt before, String piece) {
        if (summaries) {
            output.append(output.length() == 0 ? "" : "\n");
            return;
        }
        String gap = text.substring(from, to);
        if (gap.isEmpty() && before != SplitAt.CHARACTER && Segmenter.wantsSpaceBetween(output, piece)) {
            output.append(' ');
        }
        copy(from, to);
    }

    private void leave(Segment segment, String piece, TextRefusedException refusal) {
        RefusalCode code = refusal.code();
        verbatim.add(new Verbatim(segment.source(), output.length()));
        joined.add(AnsweredSegment.leftAsItWas(segment.source(), appended(piece), segment.splitAt(), code));
    }

    private void add(Segment segment, Answer answer) {
        TextSpan span = appended(answer.text());
        Moves moves = Moves.by(segment.source().start(), span.start());
        WordAlignment words = answer.words();
        int sources = sourceWords.size();
        int outputs = outputWords.size();
        words.sourceWords().forEach(word -> sourceWords.add(moves.inSource(word)));
        words.outputWords().forEach(word -> outputWords.add(moves.inOutput(word)));
        words.links()
                .forEach(link ->
                        links.add(new AlignmentLink(link.source() + sources, link.output() + outputs, link.weight())));
        answer.unknown().source().forEach(piece -> unknown.add(moves.inSource(piece)));
        answer.protectedPieces().forEach(piece -> kept.add(moves.of(piece)));
        answer.glossaryHits().forEach(hit -> hits.add(moves.of(hit)));
        unknownOutputTokens += answer.unknown().outputTokens();
        answer.doubts().forEach(doubt -> doubts.add(moves.of(doubt)));
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
                moves.of(answer.attention())));
    }

    private TextSpan appended(String piece) {
        int start = output.length();
        output.append(piece);
        return new TextSpan(start, output.length());
    }

    /** A piece of the text and where it stands in the answer. */
    record Verbatim(TextSpan source, int output) {}

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
                .glossaryHits(hits)
                .doubts(doubts)
                .leftOut(leftOut)
                .build();
    }
}
