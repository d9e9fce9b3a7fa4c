// SPDX-License-Identifier: Apache-2.0
package dev.milena.protection;

import dev.milena.api.TextSpan;
import dev.milena.glossary.TermMatch;
import dev.milena.protection.Spelling.Spelled;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Takes down what a reader of a format finds in a text, in any order. Not thread-safe. */
public final class MarkedText {
    private final String text;
    private final Spelling spelling;
    private final List<ProtectedSpan> spans = new ArrayList<>();
    private final List<Spelled> spelled = new ArrayList<>();
    private final List<ValueAt> values = new ArrayList<>();

    private record ValueAt(int start, MarkedText value) {}

    /** A text whose format spells characters so. */
    public MarkedText(String text, Spelling spelling) {
        this.text = text;
        this.spelling = spelling;
    }

    /** A mark within a sentence, with the partners it has. */
    public void mark(int start, int end, List<Tag> tags) {
        add(new ProtectedSpan(new TextSpan(start, end), Rules.TAG, tags, Fillers.MARK));
    }

    /** A tag of HTML within a sentence. */
    public void tag(int start, int end) {
        mark(start, end, Tags.in(text.substring(start, end)));
    }

    /** A mark that ends a block. */
    public void block(int start, int end) {
        add(new ProtectedSpan(new TextSpan(start, end), Rules.TAG, List.of(), Fillers.BLOCK));
    }

    /** A word of the sentence that stays as it is, such as code. */
    public void keep(int start, int end) {
        add(new ProtectedSpan(new TextSpan(start, end), Rules.CODE, List.of(), Fillers.WORD));
    }

    /** A character that is spelled in another way. */
    public void spelled(int start, int end, String meaning) {
        spelled.add(new Spelled(new TextSpan(start, end), meaning));
    }

    /** The value of an attribute that people read. */
    public void attribute(int start, MarkedText value) {
        values.add(new ValueAt(start, value));
    }

    private void add(ProtectedSpan span) {
        if (span.start() < span.end()) {
            spans.add(span);
        }
    }

    /** The text with these marks, what is protected between them, and the terms of a glossary in it, in order. */
    public ProtectedText with(Protector protector, List<TermMatch> terms) {
        List<ProtectedSpan> marks = Pieces.merged(spans);
        List<ProtectedSpan> all = new ArrayList<>(marks);
        for (ProtectedSpan found : protector.found(text)) {
            if (!Pieces.overlaps(marks, found.span()) && !found.set().equals(Rules.TAG)) {
                all.add(found);
            }
        }
        TermChoice choice = new TermChoice(
                text,
                terms.stream()
                        .filter(term -> !Pieces.overlaps(marks, term.span()))
                        .toList());
        List<ProtectedSpan> merged = choice.pieces(all);
        List<Spelled> free = spelled.stream()
                .filter(one -> !Pieces.overlaps(merged, one.span()))
                .sorted(Comparator.comparingInt(one -> one.span().start()))
                .toList();
        List<Attribute> attributes = values.stream()
                .sorted(Comparator.comparingInt(ValueAt::start))
                .map(each -> new Attribute(each.start(), each.value().with(protector, within(each, terms))))
                .toList();
        return ProtectedText.marked(text, merged, choice.translated(merged), free, spelling, attributes);
    }

    /** The terms in a value, as they stand in it. */
    private static List<TermMatch> within(ValueAt value, List<TermMatch> terms) {
        TextSpan span =
                new TextSpan(value.start(), value.start() + value.value().text.length());
        return TermMatch.within(span, terms).stream()
                .map(term -> term.from(value.start()))
                .toList();
    }
}
