// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import dev.milena.api.Answer;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.document.Segment;
import dev.milena.document.SegmentResult;
import dev.milena.streams.internals.admission.AdmittedDocument;
import dev.milena.streams.internals.admission.AdmittedSegment;
import dev.milena.streams.internals.admission.AdmittedText;
import dev.milena.streams.internals.supervision.Failures;
import dev.milena.streams.record.TextResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One text of a record on its way through the model, in one segment or several, whose answers come back together, or are
 * asked in turn. Stream thread only; workers pass it on untouched.
 */
final class Part {
    private final TextRequest request;
    private @Nullable AdmittedDocument document;
    private List<AskedSegment> next = List.of();
    private final List<AskedSegment> asked = new ArrayList<>();
    private final List<@Nullable SegmentResult> results = new ArrayList<>();
    private int waiting;
    private long bytes;
    private @Nullable TextResult result;

    private Part(TextRequest request) {
        this.request = request;
    }

    /** A text that a model shall answer. */
    static Part admitted(AdmittedDocument document) {
        Part part = new Part(document.document().request());
        part.ask(document);
        return part;
    }

    /** A text that no model can answer. */
    static Part refused(TextRequest request, RefusalCode code, String message) {
        Part part = new Part(request);
        part.result = new TextResult.Refused(request, code, message);
        part.bytes = Sizes.of(part.result);
        return part;
    }

    private void ask(AdmittedDocument admitted) {
        document = admitted;
        asked.clear();
        results.clear();
        admitted.segments().forEach(this::add);
        waiting = asked.size();
    }

    private void add(AdmittedSegment segment) {
        AdmittedText text = segment.text();
        TextRefusedException refusal = segment.refusal();
        if (text != null) {
            asked.add(new AskedSegment(this, results.size(), text));
            bytes += text.bytes();
        }
        results.add(refusal == null ? null : SegmentResult.refused(refusal));
    }

    /** The segments that a model is asked, in order; empty where it cannot be asked. */
    List<AskedSegment> asked() {
        return asked;
    }

    /** What is to be asked, now that all segments have a result: once; empty where nothing is. */
    List<AskedSegment> next() {
        List<AskedSegment> following = next;
        next = List.of();
        return following;
    }

    /** What became of it; null while it waits. */
    @Nullable
    TextResult result() {
        return result;
    }

    /** Rough heap bytes beyond the record's own. */
    long bytes() {
        return bytes;
    }

    /** A segment of the text; only of one that a model is asked. */
    Segment segment(int index) {
        return Objects.requireNonNull(document).document().segments().get(index);
    }

    /** A segment has an answer that another may take the place of. */
    void holds(Answer answer) {
        bytes += Sizes.of(answer);
    }

    /** A segment is answered. */
    void answer(AskedSegment segment, Answer answer) {
        bytes += Sizes.of(answer);
        finish(segment, SegmentResult.answered(answer));
    }

    /** A segment cannot be answered after all. */
    void refuse(AskedSegment segment, RefusalCode code, String message) {
        finish(segment, SegmentResult.refused(new TextRefusedException(code, message)));
    }

    private void finish(AskedSegment segment, SegmentResult outcome) {
        results.set(segment.index(), outcome);
        waiting--;
        if (waiting == 0) {
            result = finished(Objects.requireNonNull(document));
        }
        if (result != null) {
            results.clear();
            bytes = asked.stream().mapToLong(each -> each.text().bytes()).sum() + Sizes.of(result);
        }
    }

    /** What became of the text; null where more is to be asked. */
    private @Nullable TextResult finished(AdmittedDocument admitted) {
        List<SegmentResult> all =
                results.stream().map(each -> Objects.requireNonNull(each)).toList();
        try {
            AdmittedDocument following = admitted.next(all);
            if (following == null) {
                return new TextResult.Answered(request, admitted.model().info(), admitted.join(all));
            }
            ask(following);
            next = List.copyOf(asked);
            return null;
        } catch (TextRefusedException e) {
            return new TextResult.Refused(request, e.code(), Failures.message(e));
        }
    }
}
