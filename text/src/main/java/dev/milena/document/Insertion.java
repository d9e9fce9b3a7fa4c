// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import dev.milena.api.Answer;
import dev.milena.api.AnsweredSegment;
import dev.milena.api.Doubt;
import dev.milena.api.GlossaryHit;
import dev.milena.api.ProtectedPiece;
import dev.milena.api.TextSpan;
import dev.milena.api.UnknownPieces;
import dev.milena.masking.OffsetMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts the answers to texts inside marks in the places of those texts in the answer to the whole. Not thread-safe. */
final class Insertion {
    private final Answer outer;

    /** By their starts in the source, the pieces that stand in the answer as they are. */
    private final NavigableMap<Integer, Joining.Verbatim> verbatim = new TreeMap<>();

    private final List<Placed> placed = new ArrayList<>();

    /** The answer to an inset that stands in the source, and where its text stands in the answer to the whole. */
    private record Placed(TextSpan source, TextSpan output, Answer answer) {}

    Insertion(Answer outer, List<Joining.Verbatim> pieces) {
        this.outer = outer;
        for (Joining.Verbatim piece : pieces) {
            if (piece.source().start() < piece.source().end()) {
                verbatim.put(piece.source().start(), piece);
            }
        }
        for (ProtectedPiece piece : outer.protectedPieces()) {
            verbatim.put(
                    piece.source().start(),
                    new Joining.Verbatim(piece.source(), piece.output().start()));
        }
    }

    /** Adds the answer to a text that stands there in the source; nothing where its mark was not read. */
    void add(TextSpan source, Answer answer) {
        TextSpan output = inOutput(source);
        if (output != null) {
            placed.add(new Placed(source, output, answer));
        }
    }

    private @Nullable TextSpan inOutput(TextSpan source) {
        Map.Entry<Integer, Joining.Verbatim> entry = verbatim.floorEntry(source.start());
        if (entry == null || entry.getValue().source().end() < source.end()) {
            return null;
        }
        int start = entry.getValue().output() + source.start() - entry.getKey();
        return new TextSpan(start, start + source.end() - source.start());
    }

    Answer answer() {
        placed.sort(Comparator.comparingInt(each -> each.output().start()));
        StringBuilder text = new StringBuilder();
        OffsetMap map = new OffsetMap();
        List<Moves> moves = new ArrayList<>();
        int done = 0;
        for (Placed each : placed) {
            text.append(outer.text(), done, each.output().start());
            int start = text.length();
            text.append(each.answer().text());
            map.add(each.output(), new TextSpan(start, text.length()));
            moves.add(Moves.by(each.source().start(), start));
            done = each.output().end();
        }
        text.append(outer.text(), done, outer.text().length());
        return answer(text.toString(), new Moves(span -> span, map::of), moves);
    }

    private Answer answer(String text, Moves around, List<Moves> moves) {
        Totals totals = new Totals();
        totals.add(outer);
        WordsTogether words = new WordsTogether();
        words.add(outer.words(), around);
        List<TextSpan> unknown = new ArrayList<>(outer.unknown().source());
        int unknownTokens = outer.unknown().outputTokens();
        List<Doubt> doubts =
                new ArrayList<>(outer.doubts().stream().map(around::of).toList());
        List<AnsweredSegment> segments =
                new ArrayList<>(outer.segments().stream().map(around::of).toList());
        List<GlossaryHit> hits =
                new ArrayList<>(outer.glossaryHits().stream().map(around::of).toList());
        List<ProtectedPiece> pieces = new ArrayList<>();
        outer.protectedPieces().forEach(piece -> split(piece, around, pieces));
        for (int i = 0; i < placed.size(); i++) {
            Answer inner = placed.get(i).answer();
            Moves move = moves.get(i);
            totals.add(inner);
            words.add(inner.words(), move);
            inner.unknown().source().forEach(span -> unknown.add(move.inSource(span)));
            unknownTokens += inner.unknown().outputTokens();
            inner.glossaryHits().forEach(hit -> hits.add(move.of(hit)));
            inner.doubts().forEach(doubt -> doubts.add(move.of(doubt)));
            inner.segments().forEach(segment -> segments.add(move.of(segment)));
            inner.protectedPieces().forEach(piece -> pieces.add(move.of(piece)));
        }
        hits.sort(Comparator.comparingInt(hit -> hit.source().start()));
        pieces.sort(Comparator.comparingInt(piece -> piece.output().start()));
        unknown.sort(Comparator.comparingInt(TextSpan::start));
        return outer.withText(text)
                .score(totals.score())
                .logProbs(totals.mean(), totals.stddev())
                .finishReason(totals.finishReason())
                .tokens(totals.sourceTokens(), totals.outputTokens())
                .words(words.together())
                .unknown(
                        unknown.isEmpty() && unknownTokens == 0
                                ? UnknownPieces.NONE
                                : new UnknownPieces(unknown, unknownTokens))
                .segments(segments)
                .protectedPieces(pieces)
                .glossaryHits(hits)
                .doubts(doubts)
                .build();
    }

    /** A mark with texts in it is as many pieces as it has parts that are as they were. */
    private void split(ProtectedPiece piece, Moves around, List<ProtectedPiece> parts) {
        int from = piece.output().start();
        for (Placed each : placed) {
            if (each.output().start() >= from
                    && each.output().end() <= piece.output().end()) {
                part(piece, from, each.output().start(), around, parts);
                from = each.output().end();
            }
        }
        part(piece, from, piece.output().end(), around, parts);
    }

    private static void part(ProtectedPiece piece, int from, int to, Moves around, List<ProtectedPiece> parts) {
        if (from < to) {
            int source = piece.source().start() - piece.output().start();
            parts.add(new ProtectedPiece(
                    new TextSpan(source + from, source + to),
                    around.inOutput(new TextSpan(from, to)),
                    piece.set(),
                    piece.placement()));
        }
    }
}
