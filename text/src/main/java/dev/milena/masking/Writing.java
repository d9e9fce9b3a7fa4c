// SPDX-License-Identifier: Apache-2.0
package dev.milena.masking;

import dev.milena.api.ProtectedPiece;
import dev.milena.api.TextSpan;
import dev.milena.protection.ProtectedSpan;
import dev.milena.protection.Spelling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Writes an answer anew: protected pieces and translations of terms in their places, everything else as its format spells it. Not
 * thread-safe.
 */
final class Writing {
    private final String text;
    private final List<MaskedPiece> pieces;
    private final Spelling spelling;
    private final StringBuilder output = new StringBuilder();
    private final OffsetMap toOutput = new OffsetMap();
    private final List<ProtectedPiece> put = new ArrayList<>();
    private final Map<Integer, TextSpan> texts = new HashMap<>();

    Writing(String text, List<MaskedPiece> pieces, Spelling spelling) {
        this.text = text;
        this.pieces = pieces;
        this.spelling = spelling;
    }

    String output() {
        return output.toString();
    }

    /** Where the pieces went, in the order of the output. */
    List<ProtectedPiece> put() {
        return put;
    }

    /** Where the translation of a term went that was written. */
    TextSpan textOf(int term) {
        return Objects.requireNonNull(texts.get(term));
    }

    /** Where a piece of the model's answer stands in the output. */
    TextSpan inOutput(TextSpan span) {
        return toOutput.of(span);
    }

    /** Writes the model's answer with the pieces in their places. */
    void write(List<Edit> edits) {
        int done = 0;
        for (Edit edit : edits) {
            write(done, edit.place().span().start());
            if (edit.term() != null) {
                done = put(edit.place(), edit.term());
            } else {
                done = edit.piece() == Edit.NOTHING
                        ? leaveOut(edit.place().span())
                        : put(edit.place(), pieces.get(edit.piece()));
            }
        }
        write(done, text.length());
    }

    /** Writes a piece of the model's answer as the format spells it. */
    private void write(int from, int to) {
        for (int i = from; i < to; ) {
            int codePoint = text.codePointAt(i);
            int next = i + Character.charCount(codePoint);
            String spelled = spelling.of(codePoint);
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
    private int leaveOut(TextSpan copy) {
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

    private int put(Place place, MaskedPiece piece) {
        TextSpan written = put(place, piece.original(), ProtectedSpan.isTag(piece.set()));
        put.add(new ProtectedPiece(piece.source(), written, piece.set(), place.placement()));
        return place.span().end();
    }

    private int put(Place place, TermText term) {
        StringBuilder spelled = new StringBuilder();
        term.text().codePoints().forEach(codePoint -> {
            String spelling = this.spelling.of(codePoint);
            if (spelling == null) {
                spelled.appendCodePoint(codePoint);
            } else {
                spelled.append(spelling);
            }
        });
        texts.put(term.term(), put(place, spelled.toString(), false));
        return place.span().end();
    }

    /** Puts something at a place, with a space between it and a word that it is put beside, and says where it stands. */
    private TextSpan put(Place place, String what, boolean isTag) {
        TextSpan span = place.span();
        boolean isApart = place.isInsertion() && !isTag;
        int from = output.length();
        if (isApart && output.length() > 0 && isOfAWord(output.codePointBefore(output.length()))) {
            output.append(' ');
        }
        TextSpan written = new TextSpan(output.length(), output.length() + what.length());
        output.append(what);
        if (isApart && span.end() < text.length() && isOfAWord(text.codePointAt(span.end()))) {
            output.append(' ');
        }
        toOutput.add(span, new TextSpan(place.isInsertion() ? from : written.start(), output.length()));
        return written;
    }

    /** Whether a space belongs between this character and a word. */
    private static boolean isOfAWord(int codePoint) {
        return Character.isLetterOrDigit(codePoint) && !Character.isIdeographic(codePoint);
    }
}
