// SPDX-License-Identifier: Apache-2.0
package dev.milena.protection;

import dev.milena.api.TextSpan;
import dev.milena.glossary.TermMatch;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides between terms of a glossary and protected pieces where they overlap: marks come before terms, terms before the pieces
 * in them ({@code Windows 11} before {@code 11}), pieces before the terms in them. Immutable, any thread.
 */
final class TermChoice {
    private final String text;
    private final List<TermMatch> terms;

    TermChoice(String text, List<TermMatch> terms) {
        this.text = text;
        this.terms = terms;
    }

    /** What is protected: of what was found, in any order, and of terms that are not translated. */
    List<ProtectedSpan> pieces(List<ProtectedSpan> found) {
        if (terms.isEmpty()) {
            return Pieces.merged(found);
        }
        List<ProtectedSpan> chosen = new ArrayList<>();
        for (ProtectedSpan piece : found) {
            if (piece.isMark() || !isInATerm(piece.span())) {
                chosen.add(piece);
            }
        }
        for (TermMatch term : terms) {
            if (term.entry().doNotTranslate()) {
                chosen.add(ProtectedSpan.of(text, term.span(), Rules.GLOSSARY));
            }
        }
        return Pieces.merged(chosen);
    }

    /** The terms that are translated, in order: those that share no character with a piece. */
    List<TermMatch> translated(List<ProtectedSpan> pieces) {
        return terms.stream()
                .filter(term -> !term.entry().doNotTranslate() && !Pieces.overlaps(pieces, term.span()))
                .toList();
    }

    private boolean isInATerm(TextSpan piece) {
        int low = 0;
        int high = terms.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (terms.get(middle).span().start() <= piece.start()) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low > 0 && terms.get(low - 1).span().end() >= piece.end();
    }
}
