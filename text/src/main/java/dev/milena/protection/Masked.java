// SPDX-License-Identifier: Apache-2.0
package dev.milena.protection;

import dev.milena.api.Answer;
import dev.milena.api.TextSpan;
import java.util.List;

/** A segment as a model is asked about it: with stand-ins for its protected pieces. Immutable, any thread. */
public final class Masked {
    private final String source;
    private final String text;
    private final List<MaskedPiece> pieces;
    private final OffsetMap toSource;
    private final boolean allProtected;

    Masked(String source, String text, List<MaskedPiece> pieces, OffsetMap toSource) {
        this.source = source;
        this.text = text;
        this.pieces = List.copyOf(pieces);
        this.toSource = toSource;
        this.allProtected = saysNothingElse();
    }

    /** What the model is asked. */
    public String text() {
        return text;
    }

    /** Whether nothing is protected, so that the model is asked the segment as it is. */
    public boolean isEmpty() {
        return pieces.isEmpty();
    }

    /** Whether there is nothing to translate beside protected pieces: no letter and no digit. */
    public boolean isAllProtected() {
        return allProtected;
    }

    private boolean saysNothingElse() {
        int done = 0;
        for (MaskedPiece piece : pieces) {
            if (hasContent(done, piece.source().start())) {
                return false;
            }
            done = piece.source().end();
        }
        return !pieces.isEmpty() && !hasContent(done, source.length());
    }

    /**
     * The answer with the protected pieces in their places, and everything that refers to texts referring to the segment and
     * to that answer.
     *
     * @param answer the model's answer to {@link #text()}
     */
    public Answer unmask(Answer answer) {
        return isEmpty() ? answer : new Unmasking(this, answer).answer();
    }

    String source() {
        return source;
    }

    List<MaskedPiece> pieces() {
        return pieces;
    }

    TextSpan inSource(TextSpan span) {
        return toSource.of(span);
    }

    private boolean hasContent(int from, int to) {
        return source.substring(from, to).codePoints().anyMatch(Character::isLetterOrDigit);
    }

    /** Never shows the text. */
    @Override
    public String toString() {
        return "Masked[" + text.length() + " UTF-16 units, " + pieces.size() + " protected pieces]";
    }
}
