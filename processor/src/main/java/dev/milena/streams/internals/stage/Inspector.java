// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import dev.milena.api.Answer;
import dev.milena.api.EnrichmentObserver;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.document.Segment;
import dev.milena.inspection.DoubtPolicy;
import dev.milena.streams.internals.models.PooledModel;
import dev.milena.streams.internals.supervision.Failures;
import org.jspecify.annotations.Nullable;

/**
 * Inspects what models answer, and decides which answer a segment gets: the first, a second one with fewer doubts, or none
 * where it never ended. Stream thread.
 */
final class Inspector {
    private final String stage;
    private final DoubtPolicy policy;
    private final EnrichmentObserver observer;

    Inspector(String stage, DoubtPolicy policy, EnrichmentObserver observer) {
        this.stage = stage;
        this.policy = policy;
        this.observer = observer;
    }

    /**
     * A model answered a segment.
     *
     * @return what is to be asked a second time; null where the segment has its answer, or its refusal
     */
    @Nullable
    AskedSegment answered(AskedSegment segment, Answer answer) {
        PooledModel model = segment.text().model();
        Segment asked = segment.part().segment(segment.index());
        Answer inspected = policy.inspected(asked.text(), model.info(), asked.answer(answer));
        Answer first = segment.first();
        if (first != null) {
            boolean better = DoubtPolicy.isBetter(inspected, first);
            observer.triedAgain(stage, model.name(), better);
            finish(segment, better ? inspected : first);
            return null;
        }
        if (policy.asksAgain(model.model(), inspected)) {
            AskedSegment again = segment.again(inspected);
            if (!again.text().isFatal()) {
                segment.part().holds(inspected);
                return again;
            }
        }
        finish(segment, inspected);
        return null;
    }

    /** A model failed on a segment. One that failed the second time keeps its first answer. */
    void failed(AskedSegment segment, String message) {
        Answer first = segment.first();
        if (first == null) {
            segment.part().refuse(segment, RefusalCode.ENGINE_FAILED, message);
        } else {
            observer.triedAgain(stage, segment.text().model().name(), false);
            finish(segment, first);
        }
    }

    private void finish(AskedSegment segment, Answer answer) {
        TextRefusedException refusal = policy.refusal(segment.text().model().info(), answer);
        if (refusal == null) {
            segment.part().answer(segment, answer);
        } else {
            segment.part().refuse(segment, refusal.code(), Failures.message(refusal));
        }
    }
}
