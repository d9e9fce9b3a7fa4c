// SPDX-License-Identifier: Apache-2.0
package dev.milena.masking;

import dev.milena.api.Placement;
import dev.milena.api.TextSpan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the stand-ins that a model wrote. Of several copies of one, that which its word comes from is it. Not thread-safe. */
final class Copies {
    private final String output;
    private final Links links;
    private final List<TextSpan> claimed = new ArrayList<>();
    private final List<TextSpan> superfluous = new ArrayList<>();

    Copies(String output, Links links) {
        this.output = output;
        this.links = links;
    }

    /** The place of each piece; null where the model did not write it. */
    @Nullable
    Place[] of(List<MaskedPiece> pieces) {
        @Nullable Place[] places = new @Nullable Place[pieces.size()];
        List<Integer> longestFirst = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            if (pieces.get(i).standIn() != null) {
                longestFirst.add(i);
            }
        }
        longestFirst.sort(Comparator.comparingInt((Integer i) ->
                        pieces.get(i).masked().end() - pieces.get(i).masked().start())
                .reversed());
        for (int i : longestFirst) {
            MaskedPiece piece = pieces.get(i);
            List<TextSpan> copies = free(piece.standIn() == null ? "" : piece.standIn());
            if (copies.isEmpty()) {
                continue;
            }
            TextSpan best = piece.isReplaced() ? best(piece, copies) : copies.get(0);
            claimed.add(best);
            places[i] = new Place(best, Placement.COPIED);
            if (piece.isReplaced()) {
                copies.remove(best);
                claimed.addAll(copies);
                superfluous.addAll(copies);
            }
        }
        return places;
    }

    /** Everything in the output that is a copy of a stand-in. */
    List<TextSpan> claimed() {
        return claimed;
    }

    /** Further copies of stand-ins, which say nothing. */
    List<TextSpan> superfluous() {
        return superfluous;
    }

    private TextSpan best(MaskedPiece piece, List<TextSpan> copies) {
        TextSpan best = copies.get(0);
        float most = -1;
        for (TextSpan copy : copies) {
            float weight = copies.size() == 1 ? 0 : links.weight(piece.masked(), copy);
            if (weight > most) {
                most = weight;
                best = copy;
            }
        }
        return best;
    }

    private List<TextSpan> free(String standIn) {
        List<TextSpan> copies = new ArrayList<>();
        for (int at = output.indexOf(standIn); at >= 0; at = output.indexOf(standIn, at + 1)) {
            TextSpan copy = new TextSpan(at, at + standIn.length());
            boolean last = !copies.isEmpty() && Links.overlap(copies.get(copies.size() - 1), copy);
            if (!last && isWhole(copy) && claimed.stream().noneMatch(other -> Links.overlap(other, copy))) {
                copies.add(copy);
            }
        }
        return copies;
    }

    /** Whether it is no part of a longer number or word; the ending of a case may follow a word. */
    private boolean isWhole(TextSpan copy) {
        int first = output.codePointAt(copy.start());
        int last = output.codePointBefore(copy.end());
        int before = copy.start() == 0 ? ' ' : output.codePointBefore(copy.start());
        int behind = copy.end() == output.length() ? ' ' : output.codePointAt(copy.end());
        boolean joinsBefore = Character.isLetterOrDigit(first) && Character.isLetterOrDigit(before);
        boolean joinsBehind = Character.isDigit(last) && Character.isDigit(behind);
        return !joinsBefore && !joinsBehind;
    }
}
