// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.admission;

import dev.milena.api.Answer;
import dev.milena.api.TextRefusedException;
import dev.milena.document.Document;
import dev.milena.document.SegmentResult;
import dev.milena.streams.internals.models.PooledModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text of a record that passed every check, as its model is asked about it. Immutable.
 *
 * @param id tells the text from every other text of the process, the same after a restart
 * @param round how many rounds of its parts were asked before
 * @param model the model that shall answer
 * @param document the text, or what its parts became
 * @param segments one each of the document's, in order; at least one is asked
 * @param languageConfidence how sure the language of the text is, where it was looked for; else null
 */
public record AdmittedDocument(
        String id,
        int round,
        PooledModel model,
        Document document,
        List<AdmittedSegment> segments,
        @Nullable Float languageConfidence) {
    public AdmittedDocument {
        segments = List.copyOf(segments);
    }

    /**
     * What is asked next; null where the results make the answer.
     *
     * @param results one a segment, in order
     * @throws TextRefusedException when it cannot be answered
     */
    public @Nullable AdmittedDocument next(List<SegmentResult> results) throws TextRefusedException {
        Document next = document.next(results);
        return next == null ? null : Admission.admit(id, round + 1, model, next, languageConfidence);
    }

    /**
     * The answer, where nothing is asked next.
     *
     * @param results one a segment, in order
     * @throws TextRefusedException when the text is refused for what became of a segment
     */
    public Answer join(List<SegmentResult> results) throws TextRefusedException {
        Answer answer = document.join(results);
        return languageConfidence == null
                ? answer
                : answer.withText(answer.text())
                        .languageConfidence(languageConfidence)
                        .build();
    }

    /** Never shows the text. */
    @Override
    public String toString() {
        return "AdmittedDocument[" + id + ", round " + round + ", " + model.name() + ", " + document + "]";
    }
}
