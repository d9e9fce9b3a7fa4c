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

    private Document(
            TextRequest request, List<Segment> own, List<Inset> insets, boolean whole, BadSegments badSegments) {
        this.request = request;
        this.own = List.copyOf(own);
        this.insets = List.copyOf(insets);
        List<Segment> all = new ArrayList<>(own);
        insets.forEach(inset -> inset.segments().forEach(each -> all.add(inset.inOther(each))));
        this.segments = List.copyOf(all);
        this.whole = whole;
        this.badSegments = badSegments;
    }

    /** A text that is asked as it is. */
    static Document whole(PreparedText text) {
        TextRequest request = text.request();
        TextSpan all = new TextSpan(0, request.text().length());
        return new Document(
                request, List.of(Segment.asked(all, SplitAt.SENTENCE, text)), List.of(), true, BadSegments.REFUSE);
    }

    static Document of(TextRequest request, List<Segment> own, List<Inset> insets, BadSegments badSegments) {
        return new Document(request, own, insets, false, badSegments);
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
     * The answer to the whole text.
     *
     * @param results one a segment, in order, each answer as {@link Segment#answer} has it
     * @throws TextRefusedException when the text is refused for what became of a segment
     */
    public Answer join(List<SegmentResult> results) throws TextRefusedException {
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
        return whole ? Objects.requireNonNull(results.get(0).answer()) : joined(results);
    }

    private Answer joined(List<SegmentResult> results) {
        Joining joining = new Joining(request.text());
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
                insertion.add(inset.span(), new Joining(inset.text()).join(inset.segments(), part));
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
