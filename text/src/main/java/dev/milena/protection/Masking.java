// SPDX-License-Identifier: Apache-2.0
package dev.milena.protection;

import dev.milena.api.StandIns;
import dev.milena.api.TextSpan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replaces protected pieces of one segment by stand-ins. Not thread-safe. */
final class Masking {
    /** A longer piece is left out rather than asked as it is: a model makes nothing of it, and it costs tokens. */
    private static final int LONGEST_AS_IT_IS = 64;

    /** What a model is asked where there is nothing to translate: something short that every vocabulary has. */
    private static final String NOTHING_TO_SAY = "1";

    private final String text;
    private final TextSpan segment;
    private final StandIns standIns;
    private final List<String> free;
    private final StringBuilder masked = new StringBuilder();
    private final OffsetMap toSource = new OffsetMap();
    private final List<MaskedPiece> pieces = new ArrayList<>();

    private Masking(String text, TextSpan segment, StandIns standIns) {
        this.text = text;
        this.segment = segment;
        this.standIns = standIns;
        String asked = text.substring(segment.start(), segment.end());
        this.free = new ArrayList<>(
                standIns.texts().stream().filter(each -> !asked.contains(each)).toList());
    }

    static Masked of(String text, TextSpan segment, List<ProtectedSpan> spans, StandIns standIns) {
        return new Masking(text, segment, standIns).masked(spans);
    }

    private Masked masked(List<ProtectedSpan> spans) {
        int done = segment.start();
        for (ProtectedSpan span : spans) {
            masked.append(text, done, span.start());
            done = add(span);
        }
        masked.append(text, done, segment.end());
        String source = text.substring(segment.start(), segment.end());
        Masked made = new Masked(source, masked.toString(), pieces, toSource);
        return made.isAllProtected() ? new Masked(source, NOTHING_TO_SAY, pieces, new OffsetMap()) : made;
    }

    /** Adds a piece and says where the text goes on behind it. */
    private int add(ProtectedSpan span) {
        String original = text.substring(span.start(), span.end());
        String standIn = standIn(span, original);
        int start = masked.length();
        masked.append(standIn == null ? "" : standIn);
        int end = standIn == null && hasSpaceOnBothSides(span) ? span.end() + 1 : span.end();
        TextSpan place = new TextSpan(start, masked.length());
        MaskedPiece piece = new MaskedPiece(inSegment(span.start(), span.end()), original, span.set(), place, standIn);
        if (piece.isReplaced()) {
            toSource.add(place, inSegment(span.start(), end));
        }
        pieces.add(piece);
        return end;
    }

    private @Nullable String standIn(ProtectedSpan span, String original) {
        if (span.isMark() && !standIns.forMarks()) {
            return null;
        }
        if (standIns.texts().isEmpty()) {
            return original.length() <= LONGEST_AS_IT_IS ? original : null;
        }
        return free.isEmpty() ? null : free.remove(0);
    }

    /** Left out, it would leave two spaces. */
    private boolean hasSpaceOnBothSides(ProtectedSpan span) {
        boolean before = masked.length() == 0 || masked.charAt(masked.length() - 1) == ' ';
        return before && span.end() < segment.end() && text.charAt(span.end()) == ' ';
    }

    private TextSpan inSegment(int start, int end) {
        return new TextSpan(start - segment.start(), end - segment.start());
    }
}
