// SPDX-License-Identifier: Apache-2.0
package dev.milena.masking;

import dev.milena.api.StandIns;
import dev.milena.api.TextSpan;
import dev.milena.glossary.TermMatch;
import dev.milena.protection.ProtectedSpan;
import dev.milena.protection.ProtectedText;
import dev.milena.protection.Spelling;
import dev.milena.protection.Spelling.Spelled;
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
    private final Capitals capitals;
    private final Spelling spelling;
    private final List<String> free;
    private final StringBuilder masked = new StringBuilder();
    private final OffsetMap toSource = new OffsetMap();
    private final List<MaskedPiece> pieces = new ArrayList<>();
    private final List<TermMatch> terms;
    private final List<MaskedTerm> maskedTerms = new ArrayList<>();
    private int nextTerm;

    /** What the segment says beside protected pieces. */
    private final StringBuilder said = new StringBuilder();

    Masking(ProtectedText whole, TextSpan segment, StandIns standIns, Capitals capitals) {
        this.spelling = whole.spelling();
        this.text = whole.text();
        this.segment = segment;
        this.standIns = standIns;
        this.capitals = capitals;
        this.terms = whole.terms(segment);
        String asked = text.substring(segment.start(), segment.end());
        this.free = new ArrayList<>(
                standIns.texts().stream().filter(each -> !asked.contains(each)).toList());
    }

    /** The segment, given its protected pieces and what it spells in another way, in order. */
    Masked masked(List<ProtectedSpan> spans, List<Spelled> spelled) {
        int done = segment.start();
        int next = 0;
        for (ProtectedSpan span : spans) {
            while (next < spelled.size() && spelled.get(next).span().start() < span.start()) {
                done = spell(spelled.get(next++), done);
            }
            say(done, span.start());
            done = add(span);
        }
        while (next < spelled.size()) {
            done = spell(spelled.get(next++), done);
        }
        say(done, segment.end());
        String source = text.substring(segment.start(), segment.end());
        if (!pieces.isEmpty() && said.codePoints().noneMatch(Character::isLetterOrDigit)) {
            return new Masked(source, NOTHING_TO_SAY, pieces, List.of(), new OffsetMap(), spelling, true);
        }
        return capitals.areAll(said)
                ? new Masked(
                        source,
                        capitals.small(masked, pieces),
                        pieces,
                        maskedTerms,
                        toSource,
                        capitals.spelling(spelling),
                        false)
                : new Masked(source, masked.toString(), pieces, maskedTerms, toSource, spelling, false);
    }

    private void say(int from, int to) {
        if (from < to) {
            sayTerms(from, to);
            said.append(text, from, to);
            masked.append(text, from, to);
        }
    }

    /** Takes down the terms in a piece that is asked as it is. */
    private void sayTerms(int from, int to) {
        for (; nextTerm < terms.size() && terms.get(nextTerm).span().end() <= to; nextTerm++) {
            TextSpan span = terms.get(nextTerm).span();
            if (span.start() >= from) {
                int shift = masked.length() - from;
                maskedTerms.add(new MaskedTerm(
                        inSegment(span.start(), span.end()),
                        new TextSpan(span.start() + shift, span.end() + shift),
                        terms.get(nextTerm).entry()));
            }
        }
    }

    /** Writes a character that is spelled in another way, and says where the text goes on. */
    private int spell(Spelled one, int done) {
        say(done, one.span().start());
        int start = masked.length();
        masked.append(one.text());
        said.append(one.text());
        toSource.add(
                new TextSpan(start, masked.length()),
                inSegment(one.span().start(), one.span().end()));
        return one.span().end();
    }

    /** Adds a piece and says where the text goes on behind it. */
    private int add(ProtectedSpan span) {
        said.append(' ');
        String original = text.substring(span.start(), span.end());
        String standIn = standIn(span, original);
        int start = masked.length();
        masked.append(standIn == null ? "" : standIn);
        int end = standIn == null && hasSpaceOnBothSides(span) ? span.end() + 1 : span.end();
        TextSpan place = new TextSpan(start, masked.length());
        TextSpan source = inSegment(span.start(), span.end());
        MaskedPiece piece = new MaskedPiece(source, original, span.set(), span.tags(), place, standIn);
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
