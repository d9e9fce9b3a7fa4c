// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.infer;

import dev.milena.api.Answer;
import dev.milena.api.PreparedText;
import dev.milena.api.TextRefusedException;
import dev.milena.document.Document;
import dev.milena.document.Segment;
import dev.milena.document.SegmentResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A line on its way through the model: its segments, and what became of each. Not thread-safe. */
final class AnsweredLine {
    private @Nullable Document document;
    private @Nullable TextRefusedException refusal;
    private final List<Asked> asked = new ArrayList<>();
    private final List<@Nullable SegmentResult> results = new ArrayList<>();

    static AnsweredLine of(Document document) {
        AnsweredLine line = new AnsweredLine();
        line.ask(document);
        return line;
    }

    static AnsweredLine refused(TextRefusedException refusal) {
        AnsweredLine line = new AnsweredLine();
        line.refusal = refusal;
        return line;
    }

    private void ask(Document next) {
        document = next;
        asked.clear();
        results.clear();
        for (Segment segment : next.segments()) {
            PreparedText prepared = segment.prepared();
            TextRefusedException refused = segment.refusal();
            if (prepared != null) {
                asked.add(new Asked(results.size(), prepared, null));
            }
            results.add(refused == null ? null : SegmentResult.refused(refused));
        }
    }

    /** What the model is asked now that every segment has a result; nothing where the results are the answer. */
    List<Asked> next() {
        try {
            Document next = document == null || refusal != null ? null : document.next(results());
            if (next == null) {
                return List.of();
            }
            ask(next);
            return asked;
        } catch (TextRefusedException e) {
            refusal = e;
            return List.of();
        }
    }

    private List<SegmentResult> results() {
        return results.stream().map(each -> Objects.requireNonNull(each)).toList();
    }

    /** What the model is asked, in order. */
    List<Asked> asked() {
        return asked;
    }

    /** Its text, where it is one. */
    String source() {
        return Objects.requireNonNull(document).request().text();
    }

    /**
     * The answer, when every segment has a result.
     *
     * @throws TextRefusedException when it has none
     */
    Answer answer() throws TextRefusedException {
        if (refusal != null) {
            throw refusal;
        }
        return Objects.requireNonNull(document).join(results());
    }

    /** One segment that the model is asked, for the first time or the second. */
    final class Asked {
        private final int place;
        private final PreparedText text;
        private final @Nullable Answer first;

        private Asked(int place, PreparedText text, @Nullable Answer first) {
            this.place = place;
            this.text = text;
            this.first = first;
        }

        /** The same a second time. */
        Asked again(Answer inDoubt) {
            return new Asked(place, text.asSecondTry(), inDoubt);
        }

        /** The first answer, which is in doubt, where it is asked a second time; else null. */
        @Nullable
        Answer first() {
            return first;
        }

        /** The segment of the text. */
        Segment segment() {
            return Objects.requireNonNull(document).segments().get(place);
        }

        PreparedText text() {
            return text;
        }

        int tokens() {
            return text.sourceTokens().size();
        }

        void answer(Answer answer) {
            results.set(place, SegmentResult.answered(answer));
        }

        void refuse(TextRefusedException why) {
            results.set(place, SegmentResult.refused(why));
        }
    }
}
