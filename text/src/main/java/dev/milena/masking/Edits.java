// SPDX-License-Identifier: Apache-2.0
package dev.milena.masking;

import dev.milena.api.Placement;
import dev.milena.api.TextSpan;
import dev.milena.protection.Tag;
import dev.milena.protection.Tags;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Brings the places of protected pieces in an order that can be written. Immutable, any thread. */
final class Edits {
    private final List<MaskedPiece> pieces;

    Edits(List<MaskedPiece> pieces) {
        this.pieces = pieces;
    }

    /** Edits of every piece, in the order of their places, that neither overlap nor cross tags. */
    List<Edit> ordered(List<Edit> edits) {
        return nested(outOfEachOther(sorted(edits)));
    }

    /** Edits in the order of their places. */
    static List<Edit> sorted(List<Edit> edits) {
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
            moved.add(edit.at(place));
            end = place.span().end();
        }
        return moved;
    }

    /** Where tags would not nest as in the source, they take their places in the order of the source. */
    private List<Edit> nested(List<Edit> edits) {
        List<Integer> withTags = new ArrayList<>();
        List<Tag> inSource = new ArrayList<>();
        List<Tag> inOutput = new ArrayList<>();
        for (int i = 0; i < edits.size(); i++) {
            List<Tag> tags = tags(edits.get(i).piece());
            inOutput.addAll(tags);
            if (!tags.isEmpty()) {
                withTags.add(i);
            }
        }
        for (int i = 0; i < pieces.size(); i++) {
            inSource.addAll(tags(i));
        }
        if (Tags.unpaired(inOutput).equals(Tags.unpaired(inSource))) {
            return edits;
        }
        int[] inOrder =
                withTags.stream().mapToInt(at -> edits.get(at).piece()).sorted().toArray();
        List<Edit> reordered = new ArrayList<>(edits);
        for (int i = 0; i < inOrder.length; i++) {
            Edit edit = edits.get(withTags.get(i));
            if (edit.piece() != inOrder[i]) {
                Place place = new Place(edit.place().span(), Placement.ALIGNED);
                reordered.set(withTags.get(i), Edit.of(place, inOrder[i]));
            }
        }
        return reordered;
    }

    private List<Tag> tags(int piece) {
        return piece < 0 ? List.of() : pieces.get(piece).tags();
    }
}
