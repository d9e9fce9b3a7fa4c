// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import dev.milena.api.Answer;
import dev.milena.api.DoubtKind;
import dev.milena.api.EnrichmentObserver;
import dev.milena.api.ModelInfo;
import dev.milena.api.RefusalCode;
import dev.milena.inspection.Inspection;
import dev.milena.streams.internals.models.PooledModel;
import org.jspecify.annotations.Nullable;

/**
 * Inspects what models answer, and decides which answer a segment gets: the first, a second one with fewer doubts, or none
 * where it never ended. A pure function of the answers, so that a task that answers again after a crash decides the same.
 * Stream thread.
 */
final class Inspector {
    private final String stage;
    private final Inspection inspection;
    private final boolean retries;
    private final boolean refusesRunaways;
    private final EnrichmentObserver observer;

    Inspector(String stage, StageSettings settings, EnrichmentObserver observer) {
        this.stage = stage;
        this.inspection = settings.inspection();
        this.retries = settings.retries();
        this.refusesRunaways = settings.refusesRunaways();
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
        Answer inspected = inspection.inspected(
                segment.text().text().readText(), model.info().task(), answer);
        Answer first = segment.first();
        if (first != null) {
            boolean better = inspected.doubts().size() < first.doubts().size();
            observer.triedAgain(stage, model.name(), better);
            finish(segment, better ? inspected : first);
            return null;
        }
        if (retries
                && !inspected.doubts().isEmpty()
                && !inspected.scored()
                && model.model().triesAgain()) {
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
        if (refusesRunaways && !answer.scored() && answer.isInDoubt(DoubtKind.RUNAWAY)) {
            ModelInfo model = segment.text().model().info();
            segment.part()
                    .refuse(
                            segment,
                            RefusalCode.RUNAWAY_ANSWER,
                            "Model '" + model.name() + "' found no end to its answer, which has "
                                    + answer.outputTokens()
                                    + " tokens of at most " + model.maxNewTokens()
                                    + " and is refused by milena.doubt.runaway=refuse; send a shorter or simpler text,"
                                    + " switch milena.doubt.retry on, or set milena.doubt.runaway=keep");
        } else {
            segment.part().answer(segment, answer);
        }
    }
}
