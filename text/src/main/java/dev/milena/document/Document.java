// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import dev.milena.api.Answer;
import dev.milena.api.PreparedText;
import dev.milena.api.SplitAt;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.TextSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A text as its model is asked about it: as it is, or in segments whose answers are joined. The same text under the same
 * settings makes the same document, so that nothing of it need be stored. Immutable, any thread.
 */
public final class Document {
    private final TextRequest request;
    private final List<Segment> own;
    private final List<Inset> insets;
    private final List<Segment> segments;
    private final boolean whole;
    private final BadSegments badSegments;
    private final Derivation derivation;
    private final @Nullable Round round;

    /**
     * One round of parts that are summarized.
     *
     * @param number how many there were, with this one
     * @param text what is in parts
     * @param condensing makes the document of their summaries
     */
    private record Round(int number, String text, Condensing condensing) {}

    private Document(
            TextRequest request,
            List<Segment> own,
            List<Inset> insets,
            boolean whole,
            BadSegments badSegments,
            Derivation derivation,
            @Nullable Round round) {
        this.request = request;
        this.own = List.copyOf(own);
        this.insets = List.copyOf(insets);
        this.segments = insets.isEmpty() ? this.own : withInsets();
        this.whole = whole;
        this.badSegments = badSegments;
        this.derivation = derivation;
        this.round = round;
    }

    private List<Segment> withInsets() {
        List<Segment> all = new ArrayList<>(own);
        insets.forEach(inset -> inset.segments().forEach(each -> all.add(inset.inOther(each))));
        return List.copyOf(all);
    }

    /** A text that is asked as it is. */
    static Document whole(PreparedText text) {
        TextRequest request = text.request();
        TextSpan all = new TextSpan(0, request.text().length());
        return derived(request, Segment.asked(all, SplitAt.SENTENCE, text), Derivation.NONE);
    }

    /** A text of which the model is asked what came of it. */
    static Document derived(TextRequest request, Segment asked, Derivation derivation) {
        return new Document(request, List.of(asked), List.of(), true, BadSegments.REFUSE, derivation, null);
    }

    /** A text whose parts are summarized before it is. */
    static Document inParts(
            TextRequest request,
            String text,
            List<Segment> parts,
            BadSegments badSegments,
            Derivation derivation,
            int roundsBefore,
            Condensing condensing) {
        Round round = new Round(roundsBefore + 1, text, condensing);
        return new Document(request, parts, List.of(), false, badSegments, derivation, round);
    }

    static Document of(TextRequest request, List<Segment> own, List<Inset> insets, BadSegments badSegments) {
        return new Document(request, own, insets, false, badSegments, Derivation.NONE, null);
    }

    /** The request for the whole text. */
    public TextRequest request() {
        return request;
    }

    /** Its segments in order, those of attributes last; one where it is asked as it is. */
    public List<Segment> segments() {
        return segments;
    }

    /** What becomes of it when a segment cannot be answered. */
    public BadSegments badSegments() {
        return badSegments;
    }

    /**
     * What is asked after this, where the answers are those to parts and are to be summarized in turn; null where {@link
     * #join} makes the answer of them.
     *
     * @param results as of {@link #join}
     * @throws TextRefusedException when the text is refused for what became of a part
     */
    public @Nullable Document next(List<SegmentResult> results) throws TextRefusedException {
        if (round == null) {
            return null;
        }
        check(results);
        Answer summaries = new Joining(round.text(), true).join(segments, results);
        return round.condensing().after(round.number(), round.text(), withGaps(summaries, round.text()), derivation);
    }

    /** What is in no part is left out: pieces that are protected altogether, marks that stand between sentences. */
    private Answer withGaps(Answer summaries, String text) {
        List<TextSpan> leftOut = new ArrayList<>(summaries.leftOut());
        leftOut.addAll(
                Spans.between(text, segments.stream().map(Segment::source).toList()));
        return summaries
                .withText(summaries.text())
                .leftOut(Spans.merged(leftOut))
                .build();
    }

    /**
     * The answer to the whole text.
     *
     * @param results one a segment, in order, each answer as {@link Segment#answer} has it
     * @throws TextRefusedException when the text is refused for what became of a segment
     */
    public Answer join(List<SegmentResult> results) throws TextRefusedException {
        if (round != null) {
            throw new IllegalStateException("the answers to parts are not the answer; ask what next() gives");
        }
        check(results);
        return derivation.inSource(whole ? Objects.requireNonNull(results.get(0).answer()) : joined(results));
    }

    private void check(List<SegmentResult> results) throws TextRefusedException {
        if (results.size() != segments.size()) {
            throw new IllegalArgumentException(results.size() + " results for " + segments.size() + " segments");
        }
        boolean keeps = badSegments == BadSegments.KEEP && results.stream().anyMatch(each -> each.answer() != null);
        for (int i = 0; i < results.size(); i++) {
            TextRefusedException refusal = results.get(i).refusal();
            if (refusal != null && !keeps) {
                throw refused(i, refusal);
            }
        }
    }

    private Answer joined(List<SegmentResult> results) {
        Joining joining = new Joining(request.text(), false);
        Answer answer = joining.join(own, results.subList(0, own.size()));
        if (insets.isEmpty()) {
            return answer;
        }
        Insertion insertion = new Insertion(answer, joining.verbatim());
        int done = own.size();
        for (Inset inset : insets) {
            List<SegmentResult> part =
                    results.subList(done, done + inset.segments().size());
            done += part.size();
            if (part.stream().anyMatch(each -> each.answer() != null)) {
                insertion.add(inset.span(), new Joining(inset.text(), false).join(inset.segments(), part));
            }
        }
        return insertion.answer();
    }

    private TextRefusedException refused(int segment, TextRefusedException refusal) {
        return segments.size() == 1
                ? refusal
                : ofSegment(
                        segment + " of " + segments.size(),
                        segments.get(segment).source(),
                        refusal);
    }

    /** A refusal that says which segment it is of. */
    static TextRefusedException ofSegment(String number, TextSpan source, TextRefusedException refusal) {
        return new TextRefusedException(
                refusal.code(),
                "Segment " + number + ", UTF-16 units " + source.start() + " to " + source.end() + ": "
                        + refusal.getMessage() + ". milena.text.segment.bad=keep leaves such a segment as it is");
    }

    /** Never shows the text. */
    @Override
    public String toString() {
        return "Document[" + request + ", " + segments.size() + " segments]";
    }
}
