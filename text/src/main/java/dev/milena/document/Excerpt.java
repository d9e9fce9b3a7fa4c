// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import dev.milena.api.Answer;
import dev.milena.api.TextSpan;
import dev.milena.api.UnknownPieces;
import dev.milena.api.WellFormedText;
import dev.milena.api.WordAlignment;
import dev.milena.segmentation.Segmenter;
import java.util.ArrayList;
import java.util.List;

/** Pieces of a text, put together in their order, and what they leave out. Immutable, any thread. */
final class Excerpt implements Derivation {
    private final String text;

    /** Where the pieces stand in the text they are of, in order. */
    private final List<TextSpan> pieces;

    /** Where each begins in the excerpt. */
    private final int[] starts;

    private final List<TextSpan> leftOut;

    private Excerpt(String text, List<TextSpan> pieces, int[] starts, List<TextSpan> leftOut) {
        this.text = text;
        this.pieces = pieces;
        this.starts = starts;
        this.leftOut = leftOut;
    }

    /**
     * An excerpt.
     *
     * @param source the text
     * @param kept what is kept of it, in order, not overlapping
     */
    static Excerpt of(String source, List<TextSpan> kept) {
        StringBuilder text = new StringBuilder();
        int[] starts = new int[kept.size()];
        for (int i = 0; i < starts.length; i++) {
            TextSpan span = kept.get(i);
            String piece = source.substring(span.start(), span.end());
            if (i > 0 && (isSpaced(source, kept.get(i - 1), span) || Segmenter.wantsSpaceBetween(text, piece))) {
                text.append(' ');
            }
            starts[i] = text.length();
            text.append(piece);
        }
        return new Excerpt(text.toString(), List.copyOf(kept), starts, Spans.between(source, kept));
    }

    /** Whether white space stands behind one piece or before the next. */
    private static boolean isSpaced(String source, TextSpan before, TextSpan behind) {
        return WellFormedText.isSpace(source.charAt(before.end()))
                || WellFormedText.isSpace(source.charAt(behind.start() - 1));
    }

    /** What a model is asked. */
    String text() {
        return text;
    }

    @Override
    public Answer inSource(Answer answer) {
        Moves moves = new Moves(this::inSource, span -> span);
        WordAlignment words = answer.words();
        return answer.withText(answer.text())
                .words(new WordAlignment(inSource(words.sourceWords()), words.outputWords(), words.links()))
                .attention(moves.of(answer.attention()))
                .unknown(new UnknownPieces(
                        inSource(answer.unknown().source()), answer.unknown().outputTokens()))
                .segments(answer.segments().stream().map(moves::of).toList())
                .protectedPieces(
                        answer.protectedPieces().stream().map(moves::of).toList())
                .doubts(answer.doubts().stream().map(moves::of).toList())
                .leftOut(leftOut(answer.leftOut()))
                .build();
    }

    /** What the excerpt leaves out, and what was left out of the excerpt. */
    private List<TextSpan> leftOut(List<TextSpan> ofExcerpt) {
        List<TextSpan> all = new ArrayList<>(leftOut);
        all.addAll(inSource(ofExcerpt));
        return Spans.merged(all);
    }

    private List<TextSpan> inSource(List<TextSpan> spans) {
        return spans.stream().map(this::inSource).toList();
    }

    private TextSpan inSource(TextSpan span) {
        int first = 0;
        while (first < starts.length - 1 && end(first) <= span.start()) {
            first++;
        }
        int last = first;
        while (last < starts.length - 1 && starts[last + 1] < span.end()) {
            last++;
        }
        int from = inSource(first, span.start());
        return new TextSpan(from, Math.max(from, inSource(last, span.end())));
    }

    /** An offset as near to one of the excerpt as the piece has it. */
    private int inSource(int piece, int offset) {
        return pieces.get(piece).start() + Math.max(starts[piece], Math.min(offset, end(piece))) - starts[piece];
    }

    private int end(int piece) {
        return starts[piece] + pieces.get(piece).end() - pieces.get(piece).start();
    }
}
