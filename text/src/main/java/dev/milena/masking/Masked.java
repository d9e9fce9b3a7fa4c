// SPDX-License-Identifier: Apache-2.0
package dev.milena.masking;

import dev.milena.api.Answer;
import dev.milena.api.StandIns;
import dev.milena.api.TextSpan;
import dev.milena.protection.ProtectedSpan;
import dev.milena.protection.ProtectedText;
import dev.milena.protection.Spelling;
import dev.milena.protection.Spelling.Spelled;
import java.util.List;

/** A segment as a model is asked about it: with stand-ins for its protected pieces, and its terms known. Immutable, any thread. */
public final class Masked {
    private final String source;
    private final String text;
    private final List<MaskedPiece> pieces;
    private final List<MaskedTerm> terms;
    private final OffsetMap toSource;
    private final Spelling spelling;
    private final boolean allProtected;

    Masked(
            String source,
            String text,
            List<MaskedPiece> pieces,
            List<MaskedTerm> terms,
            OffsetMap toSource,
            Spelling spelling,
            boolean allProtected) {
        this.source = source;
        this.text = text;
        this.pieces = List.copyOf(pieces);
        this.terms = List.copyOf(terms);
        this.toSource = toSource;
        this.spelling = spelling;
        this.allProtected = allProtected;
    }

    /**
     * A segment of a text.
     *
     * @param whole the text
     * @param segment where the segment stands in it
     * @param standIns what the model copies reliably
     * @param capitals how it is asked where it is all in capitals
     */
    public static Masked of(ProtectedText whole, TextSpan segment, StandIns standIns, Capitals capitals) {
        List<ProtectedSpan> pieces = whole.pieces(segment);
        List<Spelled> spelled = whole.spelled(segment);
        if (pieces.isEmpty() && spelled.isEmpty() && whole.terms(segment).isEmpty()) {
            String source = whole.text().substring(segment.start(), segment.end());
            return capitals.areAll(source)
                    ? new Masked(
                            source,
                            capitals.small(source, List.of()),
                            List.of(),
                            List.of(),
                            new OffsetMap(),
                            capitals.spelling(whole.spelling()),
                            false)
                    : new Masked(source, source, List.of(), List.of(), new OffsetMap(), whole.spelling(), false);
        }
        return new Masking(whole, segment, standIns, capitals).masked(pieces, spelled);
    }

    /** What the model is asked. */
    public String text() {
        return text;
    }

    /** Whether the model is asked the segment as it is, and its answer is taken as it is. */
    public boolean isPlain() {
        return pieces.isEmpty() && terms.isEmpty() && spelling == Spelling.PLAIN;
    }

    /** Whether there is nothing to translate beside protected pieces: no letter and no digit. */
    public boolean isAllProtected() {
        return allProtected;
    }

    /**
     * The answer with the protected pieces in their places, with terms translated as the glossary says, and everything that refers to texts referring to the segment and
     * to that answer.
     *
     * @param answer the model's answer to {@link #text()}
     */
    public Answer unmask(Answer answer) {
        return isPlain() ? answer : new Unmasking(this, answer).answer();
    }

    /** The segment as it stands in the text. */
    public String source() {
        return source;
    }

    List<MaskedPiece> pieces() {
        return pieces;
    }

    List<MaskedTerm> terms() {
        return terms;
    }

    TextSpan inSource(TextSpan span) {
        return toSource.of(span);
    }

    Spelling spelling() {
        return spelling;
    }

    /** Never shows the text. */
    @Override
    public String toString() {
        return "Masked[" + text.length() + " UTF-16 units, " + pieces.size() + " protected pieces]";
    }
}
