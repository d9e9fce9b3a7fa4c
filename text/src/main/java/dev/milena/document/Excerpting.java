// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import dev.milena.api.TextRefusedException;
import dev.milena.api.TextSpan;
import dev.milena.salience.Candidate;
import dev.milena.salience.Salience;
import dev.milena.segmentation.Segmenter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the sentences of one text that its model reads: the most salient ones that fit, or the last ones, in their order. The first that does
 * not fit fills what room is left with its beginning, up to a word. Not thread-safe.
 */
final class Excerpting {
    /** Less room than this, in tokens, is not worth a piece of a sentence. */
    private static final int LEAST_ROOM = 1;

    private final String text;
    private final Segmenter segmenter;
    private final TokenCount tokens;
    private final @Nullable Salience salience;
    private final List<Taken> taken = new ArrayList<>();

    /** Tokens that pieces have together beside those that they have one by one. */
    private int joints;

    private @Nullable TextRefusedException fatal;

    /**
     * A sentence, or the beginning of one.
     *
     * @param sentence its place among the sentences
     * @param span where it stands in the text
     * @param tokens how many it has by itself; of the beginning of a sentence, all the room there was
     * @param isWhole whether it is a whole sentence
     */
    private record Taken(int sentence, TextSpan span, int tokens, boolean isWhole) {}

    /**
     * @param salience how sentences are chosen; null: the last ones
     */
    Excerpting(String text, Segmenter segmenter, TokenCount tokens, @Nullable Salience salience) {
        this.text = text;
        this.segmenter = segmenter;
        this.tokens = tokens;
        this.salience = salience;
    }

    /**
     * Chooses.
     *
     * @param sentences where the sentences of the text stand, in order; at least one
     * @param preparing prepares an excerpt
     * @throws TextRefusedException when not even one character of any sentence can be asked
     */
    Chosen chosen(List<TextSpan> sentences, Preparing preparing) throws TextRefusedException {
        if (salience == null) {
            for (int i = sentences.size() - 1; i >= 0 && take(i, sentences.get(i)); i--) {}
        } else {
            salience.choose(candidates(sentences), index -> take(index, sentences.get(index)));
        }
        if (fatal != null) {
            throw fatal;
        }
        while (!taken.isEmpty()) {
            Excerpt excerpt = Excerpt.of(text, spans());
            try {
                return new Chosen(excerpt, preparing.prepare(excerpt.text()));
            } catch (TextRefusedException e) {
                tokens.refused(e);
                joints = 2 * joints + 1;
                shortenLast(sentences);
            }
        }
        throw tokens.refusal();
    }

    private List<Candidate> candidates(List<TextSpan> sentences) {
        List<Candidate> candidates = new ArrayList<>(sentences.size());
        for (int i = 0; i < sentences.size(); i++) {
            TextSpan span = sentences.get(i);
            candidates.add(new Candidate(text.substring(span.start(), span.end()), 1.0 / (1 + i)));
        }
        return candidates;
    }

    private void shortenLast(List<TextSpan> sentences) throws TextRefusedException {
        Taken last = taken.remove(taken.size() - 1);
        add(last.sentence(), sentences.get(last.sentence()));
    }

    private boolean take(int sentence, TextSpan span) {
        if (fatal != null || room() < LEAST_ROOM) {
            return false;
        }
        try {
            return add(sentence, span);
        } catch (TextRefusedException e) {
            fatal = e;
            return false;
        }
    }

    private boolean add(int sentence, TextSpan span) throws TextRefusedException {
        int whole = tokens.of(text, span);
        if (whole >= 0 && whole <= room()) {
            taken.add(new Taken(sentence, span, whole, true));
            return true;
        }
        TextSpan beginning = beginning(span);
        return beginning != null && taken.add(new Taken(sentence, beginning, room(), false));
    }

    private int room() {
        return tokens.most() - joints - taken.stream().mapToInt(Taken::tokens).sum();
    }

    /** As much of the beginning of a sentence as there is room for; null where that is nothing. */
    private @Nullable TextSpan beginning(TextSpan span) throws TextRefusedException {
        int fits = span.start();
        int tooMuch = Math.min(span.end(), span.start() + tokens.mostCharacters()) + 1;
        while (tooMuch - fits > 1) {
            int middle = (fits + tooMuch) >>> 1;
            TextSpan piece = new TextSpan(span.start(), segmenter.end(text, span, middle));
            int count = piece.start() == piece.end() ? 0 : tokens.of(text, piece);
            if (count >= 0 && count <= room()) {
                fits = middle;
            } else {
                tooMuch = middle;
            }
        }
        TextSpan beginning = Segmenter.said(text, span.start(), segmenter.end(text, span, fits));
        return beginning.start() < beginning.end() ? beginning : null;
    }

    /** What was taken, in the order of the text; of sentences that follow each other, what stands between them too. */
    private List<TextSpan> spans() {
        List<TextSpan> spans = new ArrayList<>();
        List<Taken> inOrder =
                taken.stream().sorted(Comparator.comparingInt(Taken::sentence)).toList();
        Taken before = null;
        for (Taken each : inOrder) {
            boolean goesOn = before != null && before.isWhole() && each.sentence() == before.sentence() + 1;
            int from = goesOn
                    ? spans.remove(spans.size() - 1).start()
                    : each.span().start();
            spans.add(new TextSpan(from, each.span().end()));
            before = each;
        }
        return spans;
    }

    /** Prepares a text for the model. */
    @FunctionalInterface
    interface Preparing {
        Segment prepare(String text) throws TextRefusedException;
    }

    /**
     * An excerpt as a model is asked about it.
     *
     * @param excerpt what was chosen
     * @param asked what is asked, with spans in the excerpt
     */
    record Chosen(Excerpt excerpt, Segment asked) {}
}
