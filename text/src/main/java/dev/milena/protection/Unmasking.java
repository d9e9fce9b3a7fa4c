// SPDX-License-Identifier: Apache-2.0
package dev.milena.protection;

import dev.milena.api.Alternative;
import dev.milena.api.Answer;
import dev.milena.api.Placement;
import dev.milena.api.ProtectedPiece;
import dev.milena.api.TextSpan;
import dev.milena.api.Token;
import dev.milena.api.TokenAttention;
import dev.milena.api.UnknownPieces;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Puts the protected pieces of one segment into the answer to it. Not thread-safe. */
final class Unmasking {
    private final Masked masked;
    private final Answer answer;
    private final List<MaskedPiece> pieces;
    private final StringBuilder output = new StringBuilder();
    private final OffsetMap toOutput = new OffsetMap();
    private final List<ProtectedPiece> put = new ArrayList<>();

    /**
     * What is done at a place of the model's answer.
     *
     * @param piece number of the piece that goes there; -1: nothing does
     */
    private record Edit(Place place, int piece) {}

    Unmasking(Masked masked, Answer answer) {
        this.masked = masked;
        this.answer = answer;
        Integer cut = answer.sourceCut();
        this.pieces = cut == null
                ? masked.pieces()
                : masked.pieces().stream()
                        .filter(piece -> piece.masked().end() <= cut)
                        .toList();
    }

    Answer answer() {
        if (masked.isAllProtected()) {
            return unchanged();
        }
        write(edits(), answer.text());
        return Answer.builder(output.toString())
                .languages(answer.sourceLanguage(), answer.targetLanguage())
                .score(answer.score())
                .logProbs(answer.logProbMean(), answer.logProbStddev())
                .finishReason(answer.finishReason())
                .tokens(answer.sourceTokens(), answer.outputTokens())
                .sourceCut(inSource(answer.sourceCut()))
                .words(new WordMoves(this::sourceWord, this::outputWord).of(answer.words()))
                .alternatives(alternatives())
                .attention(attention(answer.attention()))
                .unknown(unknown())
                .protectedPieces(put)
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
        Links links = new Links(answer.words());
        Copies copies = new Copies(answer.text(), links);
        @Nullable Place[] places = copies.of(pieces);
        new LostPieces(pieces, masked.text(), answer.text(), links, places).find();
        List<Edit> edits = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            edits.add(new Edit(Objects.requireNonNull(places[i]), i));
        }
        edits = nested(outOfEachOther(sorted(edits)));
        for (TextSpan copy : copies.superfluous()) {
            edits.add(new Edit(new Place(copy, Placement.COPIED), -1));
        }
        return sorted(edits);
    }

    private static List<Edit> sorted(List<Edit> edits) {
        edits.sort(Comparator.comparingInt((Edit edit) -> edit.place().span().start())
                .thenComparing(edit -> edit.place().span().end())
                .thenComparing(Edit::piece));
        return edits;
    }

    /** A piece that is put inside the place of another one goes behind that. */
    private static List<Edit> outOfEachOther(List<Edit> edits) {
        List<Edit> moved = new ArrayList<>();
        int end = 0;
        for (Edit edit : edits) {
            TextSpan span = edit.place().span();
            Place place = span.start() >= end
                    ? edit.place()
                    : new Place(
                            new TextSpan(end, Math.max(end, span.end())),
                            edit.place().placement());
            moved.add(new Edit(place, edit.piece()));
            end = place.span().end();
        }
        return moved;
    }

    /** Where tags would not nest as in the source, they take their places in the order of the source. */
    private List<Edit> nested(List<Edit> edits) {
        List<Edit> withTags = new ArrayList<>(
                edits.stream().filter(edit -> !tags(edit.piece()).isEmpty()).toList());
        List<Tag> inSource = new ArrayList<>();
        List<Tag> inOutput = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            inSource.addAll(tags(i));
        }
        withTags.forEach(edit -> inOutput.addAll(tags(edit.piece())));
        if (Tags.unpaired(inOutput).equals(Tags.unpaired(inSource))) {
            return edits;
        }
        int[] inOrder = withTags.stream().mapToInt(Edit::piece).sorted().toArray();
        List<Edit> reordered = new ArrayList<>(edits);
        for (int i = 0; i < inOrder.length; i++) {
            Edit edit = withTags.get(i);
            if (edit.piece() != inOrder[i]) {
                Place place = new Place(edit.place().span(), Placement.ALIGNED);
                reordered.set(edits.indexOf(edit), new Edit(place, inOrder[i]));
            }
        }
        return reordered;
    }

    private List<Tag> tags(int piece) {
        return pieces.get(piece).tags();
    }

    private void write(List<Edit> edits, String text) {
        int done = 0;
        for (Edit edit : edits) {
            write(text, done, edit.place().span().start());
            done = edit.piece() < 0 ? leaveOut(edit.place().span(), text) : put(edit, text);
        }
        write(text, done, text.length());
    }

    /** Writes a piece of the model's answer as the format spells it. */
    private void write(String text, int from, int to) {
        for (int i = from; i < to; ) {
            int codePoint = text.codePointAt(i);
            int next = i + Character.charCount(codePoint);
            String spelled = masked.spelling().of(codePoint);
            if (spelled == null) {
                output.appendCodePoint(codePoint);
            } else {
                int start = output.length();
                output.append(spelled);
                toOutput.add(new TextSpan(i, next), new TextSpan(start, output.length()));
            }
            i = next;
        }
    }

    /** Leaves out a copy and the space beside it, and says where the text goes on. */
    private int leaveOut(TextSpan copy, String text) {
        int start = copy.start();
        int behind = copy.end();
        if (output.length() > 0 && output.charAt(output.length() - 1) == ' ') {
            output.setLength(output.length() - 1);
            start--;
        } else if (output.length() == 0 && behind < text.length() && text.charAt(behind) == ' ') {
            behind++;
        }
        toOutput.add(new TextSpan(start, behind), new TextSpan(output.length(), output.length()));
        return behind;
    }

    private int put(Edit edit, String text) {
        MaskedPiece piece = pieces.get(edit.piece());
        TextSpan span = edit.place().span();
        boolean isApart = edit.place().isInsertion() && !piece.set().equals(Rules.TAG);
        int from = output.length();
        if (isApart && output.length() > 0 && isOfAWord(output.codePointBefore(output.length()))) {
            output.append(' ');
        }
        int start = output.length();
        output.append(piece.original());
        put.add(new ProtectedPiece(
                piece.source(),
                new TextSpan(start, output.length()),
                piece.set(),
                edit.place().placement()));
        if (isApart && span.end() < text.length() && isOfAWord(text.codePointAt(span.end()))) {
            output.append(' ');
        }
        toOutput.add(span, new TextSpan(edit.place().isInsertion() ? from : start, output.length()));
        return span.end();
    }

    /** Whether a space belongs between this character and a word. */
    private static boolean isOfAWord(int codePoint) {
        return Character.isLetterOrDigit(codePoint) && !Character.isIdeographic(codePoint);
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
        TextSpan moved = toOutput.of(word);
        for (ProtectedPiece piece : put) {
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
        List<Edit> edits = new ArrayList<>();
        for (int i = 0; i < places.length; i++) {
            Place place = places[i];
            if (place == null) {
                return null;
            }
            edits.add(new Edit(place, i));
        }
        StringBuilder replaced = new StringBuilder();
        int done = 0;
        for (Edit edit : nested(sorted(edits))) {
            replaced.append(spelled(text.substring(done, edit.place().span().start())));
            replaced.append(pieces.get(edit.piece()).original());
            done = edit.place().span().end();
        }
        return replaced.append(spelled(text.substring(done))).toString();
    }

    private String spelled(String text) {
        StringBuilder spelled = new StringBuilder();
        text.codePoints().forEach(codePoint -> {
            String other = masked.spelling().of(codePoint);
            spelled.append(other == null ? Character.toString(codePoint) : other);
        });
        return spelled.toString();
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
        return token.isSpecial() ? token : moved(token, toOutput.of(new TextSpan(token.start(), token.end())));
    }

    private static Token moved(Token token, TextSpan span) {
        return new Token(token.id(), token.piece(), span.start(), span.end());
    }
}
