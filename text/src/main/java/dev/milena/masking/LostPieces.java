// SPDX-License-Identifier: Apache-2.0
package dev.milena.masking;

import dev.milena.api.Placement;
import dev.milena.api.TextSpan;
import dev.milena.protection.Tag;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds places for pieces that a model lost: in the place of the words that it made of a piece; a pair of tags around the
 * words that come from those between them; else beside the word that comes from the piece's neighbour. Beside a neighbour is
 * where a tag or an emoji belongs. Of a piece that is a word it is a guess: its neighbours in the source are seldom those of
 * its translation. Not thread-safe.
 */
final class LostPieces {
    private final List<MaskedPiece> pieces;
    private final String masked;
    private final String output;
    private final Links links;
    private final @Nullable Place[] places;
    private final List<TextSpan> terms;

    /**
     * @param places of the pieces that have one; the others get theirs here
     * @param terms places of the output that are terms
     */
    LostPieces(
            List<MaskedPiece> pieces,
            String masked,
            String output,
            Links links,
            @Nullable Place[] places,
            List<TextSpan> terms) {
        this.pieces = pieces;
        this.masked = masked;
        this.output = output;
        this.links = links;
        this.places = places;
        this.terms = terms;
    }

    /** Gives every piece a place. */
    void find() {
        for (int i = 0; i < pieces.size(); i++) {
            if (places[i] == null && isWord(pieces.get(i))) {
                places[i] = instead(pieces.get(i));
            }
        }
        for (int[] pair : pairs()) {
            if (places[pair[0]] == null && places[pair[1]] == null) {
                around(pair[0], pair[1]);
            }
        }
        for (int i = 0; i < pieces.size(); i++) {
            if (places[i] == null) {
                MaskedPiece piece = pieces.get(i);
                Place beside = beside(piece.masked(), opens(piece));
                places[i] = isWord(piece) && !isAtAnEdge(piece.masked()) ? beside.guessed() : beside;
            }
        }
    }

    /** In the place of the words that the model made of it, where they stand together. */
    private @Nullable Place instead(MaskedPiece piece) {
        List<TextSpan> made = links.from(piece.masked());
        made.removeIf(this::isTaken);
        if (made.isEmpty()) {
            return null;
        }
        int start = made.get(0).start();
        int end = made.get(0).end();
        for (TextSpan word : made.subList(1, made.size())) {
            if (hasWordBetween(end, word.start())) {
                break;
            }
            end = word.end();
        }
        return new Place(new TextSpan(start, end), Placement.ALIGNED);
    }

    private boolean hasWordBetween(int from, int to) {
        return output.substring(from, to).codePoints().anyMatch(Character::isLetterOrDigit);
    }

    private boolean isTaken(TextSpan word) {
        for (Place place : places) {
            if (place != null && Links.overlap(place.span(), word)) {
                return true;
            }
        }
        return terms.stream().anyMatch(term -> Links.overlap(term, word));
    }

    /** Opening and closing pieces that belong together, the inner ones first. */
    private List<int[]> pairs() {
        List<int[]> pairs = new ArrayList<>();
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            List<Tag> tags = pieces.get(i).tags();
            if (tags.isEmpty()) {
                continue;
            }
            if (!tags.get(0).opens() && !open.isEmpty()) {
                pairs.add(new int[] {open.remove(open.size() - 1), i});
            }
            if (tags.get(tags.size() - 1).opens()) {
                open.add(i);
            }
        }
        return pairs;
    }

    private void around(int opening, int closing) {
        int from = pieces.get(opening).masked().end();
        int to = pieces.get(closing).masked().start();
        TextSpan inner = new TextSpan(from, to);
        boolean all = isBlank(0, pieces.get(opening).masked().start())
                && isBlank(pieces.get(closing).masked().end(), masked.length());
        List<TextSpan> made = links.from(inner);
        if (all || !made.isEmpty()) {
            int start = all ? 0 : made.get(0).start();
            int end = all ? output.length() : made.get(made.size() - 1).end();
            places[opening] = Place.at(start, Placement.ALIGNED);
            places[closing] = Place.at(end, Placement.ALIGNED);
        }
    }

    private static boolean isWord(MaskedPiece piece) {
        return piece.standIn() != null && !piece.isMark();
    }

    private boolean isAtAnEdge(TextSpan piece) {
        return isBlank(0, piece.start()) || isBlank(piece.end(), masked.length());
    }

    private boolean isBlank(int from, int to) {
        return masked.substring(from, to).isBlank();
    }

    private static boolean opens(MaskedPiece piece) {
        List<Tag> tags = piece.tags();
        return !tags.isEmpty() && tags.get(tags.size() - 1).opens();
    }

    /**
     * Beside the word that comes from the neighbour of a piece of what was asked.
     *
     * @param opens whether it goes with the word behind it
     */
    Place beside(TextSpan piece, boolean opens) {
        int at = piece.start();
        if (isBlank(0, at)) {
            return Place.at(0, Placement.ALIGNED);
        }
        if (isBlank(piece.end(), masked.length())) {
            return Place.at(output.length(), Placement.ALIGNED);
        }
        TextSpan before = links.wordBefore(at);
        TextSpan behind = links.wordBehind(piece.end());
        List<TextSpan> afterBefore = before == null ? List.of() : links.from(before);
        List<TextSpan> beforeBehind = behind == null ? List.of() : links.from(behind);
        if (!beforeBehind.isEmpty() && (opens || afterBefore.isEmpty())) {
            return Place.at(beforeBehind.get(0).start(), Placement.ALIGNED);
        }
        if (!afterBefore.isEmpty()) {
            return Place.at(afterBefore.get(afterBefore.size() - 1).end(), Placement.ALIGNED);
        }
        return Place.at(atTheSameShare(at), Placement.GUESSED);
    }

    /** The start of the word that is as far in the output as the piece is in what was asked. */
    private int atTheSameShare(int at) {
        int wanted = (int) ((long) at * output.length() / Math.max(1, masked.length()));
        for (TextSpan word : links.outputWords()) {
            if (word.end() >= wanted) {
                return word.start();
            }
        }
        return output.length();
    }
}
