// SPDX-License-Identifier: Apache-2.0
package dev.milena.masking;

import dev.milena.api.ProtectedPiece;
import dev.milena.api.TextSpan;
import dev.milena.protection.ProtectedSpan;
import dev.milena.protection.Spelling;
import java.util.ArrayList;
import java.util.List;

/** Writes an answer anew: protected pieces in their places, everything else as its format spells it. Not thread-safe. */
final class Writing {
    private final String text;
    private final List<MaskedPiece> pieces;
    private final Spelling spelling;
    private final StringBuilder output = new StringBuilder();
    private final OffsetMap toOutput = new OffsetMap();
    private final List<ProtectedPiece> put = new ArrayList<>();

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

    /** Where a piece of the model's answer stands in the output. */
    TextSpan inOutput(TextSpan span) {
        return toOutput.of(span);
    }

    /** Writes the model's answer with the pieces in their places. */
    void write(List<Edit> edits) {
        int done = 0;
        for (Edit edit : edits) {
            write(done, edit.place().span().start());
            done = edit.piece() == Edit.NOTHING ? leaveOut(edit.place().span()) : put(edit);
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

    private int put(Edit edit) {
        MaskedPiece piece = pieces.get(edit.piece());
        TextSpan span = edit.place().span();
        boolean isApart = edit.place().isInsertion() && !ProtectedSpan.isTag(piece.set());
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
}
