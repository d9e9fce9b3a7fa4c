// SPDX-License-Identifier: Apache-2.0
package dev.milena.masking;

import dev.milena.api.Alternative;
import dev.milena.api.Answer;
import dev.milena.api.Placement;
import dev.milena.api.ProtectedPiece;
import dev.milena.api.TextSpan;
import dev.milena.api.Token;
import dev.milena.api.TokenAttention;
import dev.milena.api.UnknownPieces;
import dev.milena.protection.ProtectedSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Puts the protected pieces of one segment, and the translations of its terms, into the answer to it. Not thread-safe. */
final class Unmasking {
    private final Masked masked;
    private final Answer answer;
    private final List<MaskedPiece> pieces;
    private final Edits edits;
    private final Writing written;
    private final Links links;
    private final TermHits terms;

    Unmasking(Masked masked, Answer answer) {
        this.masked = masked;
        this.answer = answer;
        Integer cut = answer.sourceCut();
        this.pieces = cut == null
                ? masked.pieces()
                : masked.pieces().stream()
                        .filter(piece -> piece.masked().end() <= cut)
                        .toList();
        this.edits = new Edits(pieces);
        this.written = new Writing(answer.text(), pieces, masked.spelling());
        this.links = new Links(answer.words());
        this.terms = new TermHits(masked, answer.text(), links);
    }

    Answer answer() {
        if (masked.isAllProtected()) {
            return unchanged();
        }
        written.write(edits());
        return answer.withText(written.output())
                .sourceCut(inSource(answer.sourceCut()))
                .words(new WordMoves(this::sourceWord, this::outputWord).of(answer.words()))
                .alternatives(alternatives())
                .attention(attention(answer.attention()))
                .unknown(unknown())
                .protectedPieces(written.put())
                .glossaryHits(terms.hits(written))
                .build();
    }

    /** Nothing was translated, so that nothing the model said counts. */
    private Answer unchanged() {
        return Answer.builder(masked.source())
                .languages(answer.sourceLanguage(), answer.targetLanguage())
                .tokens(answer.sourceTokens(), answer.outputTokens())
                .protectedPieces(pieces.stream()
                        .map(piece -> new ProtectedPiece(piece.source(), piece.source(), piece.set(), Placement.COPIED))
                        .toList())
                .build();
    }

    private List<Edit> edits() {
        Copies copies = new Copies(answer.text(), links);
        @Nullable Place[] places = copies.of(pieces);
        doubtWhatIsBehindTheSentence(places, copies.claimed());
        List<TextSpan> translations = terms.find(copies.claimed());
        LostPieces lost = new LostPieces(pieces, masked.text(), answer.text(), links, places, translations);
        lost.find();
        terms.insert(lost, answer.sourceCut());
        List<Edit> all = terms.edits();
        for (int i = 0; i < pieces.size(); i++) {
            all.add(Edit.of(Objects.requireNonNull(places[i]), i));
        }
        all = edits.ordered(all);
        for (TextSpan copy : copies.superfluous()) {
            all.add(Edit.of(new Place(copy, Placement.COPIED), Edit.NOTHING));
        }
        return Edits.sorted(all);
    }

    /** Where a model has no idea what to do with a stand-in, it writes it when all is said. */
    private void doubtWhatIsBehindTheSentence(@Nullable Place[] places, List<TextSpan> copies) {
        if (copies.isEmpty()) {
            return;
        }
        List<TextSpan> asked = pieces.stream().map(MaskedPiece::masked).toList();
        SentenceEnd ofSource = SentenceEnd.ofSource(masked.text(), asked);
        SentenceEnd ofAnswer = SentenceEnd.ofAnswer(answer.text(), copies);
        for (int i = 0; i < places.length; i++) {
            Place place = places[i];
            MaskedPiece piece = pieces.get(i);
            if (place != null
                    && !piece.isMark()
                    && ofAnswer.isBefore(place.span())
                    && !ofSource.isBefore(piece.masked())) {
                places[i] = place.guessed();
            }
        }
    }

    /** A mark is no word: it is gone. */
    private TextSpan sourceWord(TextSpan word) {
        for (MaskedPiece piece : pieces) {
            if (piece.isMark() && Links.overlap(piece.masked(), word)) {
                return new TextSpan(0, 0);
            }
        }
        return masked.inSource(word);
    }

    private TextSpan outputWord(TextSpan word) {
        TextSpan moved = written.inOutput(word);
        for (ProtectedPiece piece : written.put()) {
            boolean isMark = ProtectedSpan.isMark(piece.set());
            if (isMark
                    && piece.output().start() <= moved.start()
                    && moved.end() <= piece.output().end()) {
                return new TextSpan(0, 0);
            }
        }
        return moved;
    }

    private @Nullable Integer inSource(@Nullable Integer cut) {
        return cut == null ? null : masked.inSource(new TextSpan(0, cut)).end();
    }

    /** Others have no alignment: one that lost a piece is left out. */
    private List<Alternative> alternatives() {
        List<Alternative> kept = new ArrayList<>();
        for (Alternative other : answer.alternatives()) {
            String text = replaced(other.text());
            if (text != null) {
                kept.add(new Alternative(
                        text,
                        other.score(),
                        other.logProbMean(),
                        other.logProbStddev(),
                        other.finishReason(),
                        other.outputTokens()));
            }
        }
        return kept;
    }

    private @Nullable String replaced(String text) {
        @Nullable
        Place[] places = new Copies(text, new Links(Answer.builder("").build().words())).of(pieces);
        List<Edit> all = new ArrayList<>();
        for (int i = 0; i < places.length; i++) {
            Place place = places[i];
            if (place == null) {
                return null;
            }
            all.add(Edit.of(place, i));
        }
        Writing other = new Writing(text, pieces, masked.spelling());
        other.write(edits.ordered(all));
        return other.output();
    }

    private UnknownPieces unknown() {
        List<TextSpan> source = answer.unknown().source().stream()
                .filter(span -> pieces.stream().noneMatch(piece -> Links.overlap(piece.masked(), span)))
                .map(masked::inSource)
                .toList();
        int tokens = answer.unknown().outputTokens();
        return source.isEmpty() && tokens == 0 ? UnknownPieces.NONE : new UnknownPieces(source, tokens);
    }

    private @Nullable TokenAttention attention(@Nullable TokenAttention attention) {
        return attention == null
                ? null
                : new TokenAttention(
                        attention.sourceTokens().stream().map(this::sourceToken).toList(),
                        attention.outputTokens().stream().map(this::outputToken).toList(),
                        attention.logProbs(),
                        attention.weights(),
                        attention.droppedMass(),
                        attention.lastRowUnshifted());
    }

    private Token sourceToken(Token token) {
        return token.isSpecial() ? token : moved(token, masked.inSource(new TextSpan(token.start(), token.end())));
    }

    private Token outputToken(Token token) {
        return token.isSpecial() ? token : moved(token, written.inOutput(new TextSpan(token.start(), token.end())));
    }

    private static Token moved(Token token, TextSpan span) {
        return new Token(token.id(), token.piece(), span.start(), span.end());
    }
}
