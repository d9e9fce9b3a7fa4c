// SPDX-License-Identifier: Apache-2.0
package dev.milena.protection;

import dev.milena.api.TextSpan;
import dev.milena.glossary.TermMatch;
import dev.milena.protection.Spelling.Spelled;
import java.util.List;

/** A text, what must not change in it, which terms it has, and how it spells characters. Immutable, any thread. */
public final class ProtectedText {
    private final String text;
    private final List<ProtectedSpan> spans;
    private final List<TermMatch> terms;
    private final List<Spelled> spelled;
    private final Spelling spelling;
    private final List<Attribute> attributes;
    private final boolean flows;

    private ProtectedText(
            String text,
            List<ProtectedSpan> spans,
            List<TermMatch> terms,
            List<Spelled> spelled,
            Spelling spelling,
            List<Attribute> attributes,
            boolean flows) {
        this.text = text;
        this.spans = List.copyOf(spans);
        this.terms = List.copyOf(terms);
        this.spelled = List.copyOf(spelled);
        this.spelling = spelling;
        this.attributes = List.copyOf(attributes);
        this.flows = flows;
    }

    static ProtectedText plain(String text, List<ProtectedSpan> spans, List<TermMatch> terms) {
        return new ProtectedText(text, spans, terms, List.of(), Spelling.PLAIN, List.of(), false);
    }

    /** A text with markup, where the ends of lines mean no more than spaces. */
    static ProtectedText marked(
            String text,
            List<ProtectedSpan> spans,
            List<TermMatch> terms,
            List<Spelled> spelled,
            Spelling spelling,
            List<Attribute> attributes) {
        return new ProtectedText(text, spans, terms, spelled, spelling, attributes, true);
    }

    /** Whether the text can be asked as it is, and its answer taken as it is. */
    public boolean isPlain() {
        return spans.isEmpty() && terms.isEmpty() && spelled.isEmpty() && spelling == Spelling.PLAIN;
    }

    /**
     * The text for whoever looks for the ends of sentences: of the same length, with a word in the place of every protected
     * piece, a quotation mark in that of a tag, the end of a line in that of a tag that ends a block, and one word in that of a
     * term of several.
     */
    public String filled() {
        StringBuilder filled = new StringBuilder(text);
        for (int i = 0; flows && i < filled.length(); i++) {
            if (filled.charAt(i) == '\n' || filled.charAt(i) == '\r') {
                filled.setCharAt(i, ' ');
            }
        }
        for (Spelled one : spelled) {
            fill(filled, one.span(), one.text().charAt(0));
        }
        for (TermMatch term : terms) {
            fillBetweenWords(filled, term.span());
        }
        for (ProtectedSpan span : spans) {
            if (span.filler() != 0) {
                fill(filled, span.span(), span.filler());
            } else if (!span.isMark()) {
                fillBetweenWords(filled, span.span());
            }
        }
        return filled.toString();
    }

    private static void fillBetweenWords(StringBuilder filled, TextSpan term) {
        for (int i = term.start(); i < term.end(); i++) {
            char unit = filled.charAt(i);
            if (!Character.isLetterOrDigit(unit) && !Character.isSurrogate(unit)) {
                filled.setCharAt(i, Fillers.WORD);
            }
        }
    }

    private static void fill(StringBuilder filled, TextSpan span, char filler) {
        for (int i = span.start(); i < span.end(); i++) {
            filled.setCharAt(i, filler);
        }
    }

    /** The words that may change, as people read them: with a space in the place of every protected piece. */
    public String words() {
        StringBuilder words = new StringBuilder(text.length());
        int next = 0;
        int spelledNext = 0;
        for (ProtectedSpan span : spans) {
            spelledNext = appendSpelled(words, next, span.start(), spelledNext);
            words.append(' ');
            next = span.end();
        }
        appendSpelled(words, next, text.length(), spelledNext);
        return words.toString();
    }

    /** Appends a piece of the text as it is read, and returns which of the characters spelled in another way is the next. */
    private int appendSpelled(StringBuilder words, int start, int end, int first) {
        int next = start;
        int index = first;
        while (index < spelled.size() && spelled.get(index).span().start() < end) {
            Spelled one = spelled.get(index++);
            if (one.span().start() >= next) {
                words.append(text, next, one.span().start()).append(one.text());
                next = one.span().end();
            }
        }
        words.append(text, Math.min(next, end), end);
        return index;
    }

    /** The text as it came. */
    public String text() {
        return text;
    }

    /** How its format spells characters. */
    public Spelling spelling() {
        return spelling;
    }

    /** Texts for people inside the marks, in order. */
    public List<Attribute> attributes() {
        return attributes;
    }

    /** The protected pieces that stand wholly in a piece of the text, in order. */
    public List<ProtectedSpan> pieces(TextSpan piece) {
        int first = Pieces.firstFrom(spans, piece.start());
        int last = first;
        while (last < spans.size() && spans.get(last).end() <= piece.end()) {
            last++;
        }
        return spans.subList(first, last);
    }

    /** The terms that stand wholly in a piece of the text and are to be translated, in order. */
    public List<TermMatch> terms(TextSpan piece) {
        return TermMatch.within(piece, terms);
    }

    /** The characters that a piece of the text spells in another way, in order. */
    public List<Spelled> spelled(TextSpan piece) {
        int first = firstSpelledFrom(piece.start());
        int last = first;
        while (last < spelled.size() && spelled.get(last).span().end() <= piece.end()) {
            last++;
        }
        return spelled.subList(first, last);
    }

    private int firstSpelledFrom(int offset) {
        int low = 0;
        int high = spelled.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (spelled.get(middle).span().start() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** All protected pieces, in order; they neither overlap nor, unless a block ends between them, touch. */
    public List<ProtectedSpan> spans() {
        return spans;
    }
}
