// SPDX-License-Identifier: Apache-2.0
package dev.milena.masking;

import dev.milena.api.GlossaryHit;
import dev.milena.api.Placement;
import dev.milena.api.TermUse;
import dev.milena.api.TextSpan;
import dev.milena.glossary.CasePolicy;
import dev.milena.glossary.Forms;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The terms of one segment, and what becomes of each in the answer to it. Not thread-safe. */
final class TermHits {
    private final Masked masked;
    private final String output;
    private final Links links;
    private final List<MaskedTerm> terms;
    private final List<TermPlace> places = new ArrayList<>();

    TermHits(Masked masked, String output, Links links) {
        this.masked = masked;
        this.output = output;
        this.links = links;
        this.terms = masked.terms();
    }

    /**
     * Finds what the model made of the terms.
     *
     * @param pieces places of the output that are protected pieces
     * @return places of the output that are terms
     */
    List<TextSpan> find(List<TextSpan> pieces) {
        TermPlaces finder = new TermPlaces(terms, output, links, pieces);
        for (@Nullable TermPlace place : finder.find()) {
            places.add(place == null ? TermPlace.MISSED : place);
        }
        return spans();
    }

    private List<TextSpan> spans() {
        List<TextSpan> spans = new ArrayList<>();
        for (TermPlace place : places) {
            if (place.span() != null) {
                spans.add(place.span());
            }
        }
        return spans;
    }

    /**
     * Finds places for terms that the model left out, where an alignment says something of them.
     *
     * @param cut one past what the model read of what it was asked; null: all of it
     */
    void insert(LostPieces neighbours, @Nullable Integer cut) {
        for (int i = 0; i < places.size() && links.areKnown(); i++) {
            TextSpan term = terms.get(i).masked();
            if (places.get(i).use() != TermUse.MISSED || (cut != null && term.end() > cut)) {
                continue;
            }
            Place beside = neighbours.beside(term, false);
            if (beside.placement() != Placement.GUESSED) {
                int at = behindTermAt(beside.span().start());
                places.set(i, new TermPlace(new TextSpan(at, at), TermUse.INSERTED));
            }
        }
    }

    /** What is put inside a term would tear it apart. */
    private int behindTermAt(int offset) {
        for (TextSpan span : spans()) {
            if (span.start() < offset && offset < span.end()) {
                return span.end();
            }
        }
        return offset;
    }

    /** What is written into the answer. */
    List<Edit> edits() {
        List<Edit> edits = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            TermPlace place = places.get(i);
            if (place.use() == TermUse.REPLACED || place.use() == TermUse.INSERTED) {
                TextSpan span = Objects.requireNonNull(place.span());
                edits.add(Edit.of(new Place(span, Placement.ALIGNED), new TermText(i, text(terms.get(i), span))));
            }
        }
        return edits;
    }

    private String text(MaskedTerm term, TextSpan span) {
        String translation = term.entry().target();
        return term.entry().casePolicy() == CasePolicy.SENTENCE && startsSegment(span)
                ? Forms.capitalized(translation)
                : translation;
    }

    /** Whether a place is where a segment starts with a capital. */
    private boolean startsSegment(TextSpan span) {
        boolean isFirst = output.substring(0, span.start()).codePoints().noneMatch(Character::isLetterOrDigit);
        String there = span.start() < span.end() ? output.substring(span.start(), span.end()) : masked.text();
        return isFirst
                && there.codePoints().filter(Character::isLetter).limit(1).anyMatch(Character::isUpperCase);
    }

    /** What became of each term, in the order of the text. */
    List<GlossaryHit> hits(Writing written) {
        List<GlossaryHit> hits = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            TermPlace place = places.get(i);
            TextSpan span = place.span();
            TextSpan there =
                    span == null ? null : place.use() == TermUse.KEPT ? written.inOutput(span) : written.textOf(i);
            MaskedTerm term = terms.get(i);
            hits.add(new GlossaryHit(
                    term.source(), there, term.entry().source(), term.entry().target(), place.use()));
        }
        return hits;
    }
}
