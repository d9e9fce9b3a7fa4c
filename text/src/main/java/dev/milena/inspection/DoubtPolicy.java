// SPDX-License-Identifier: Apache-2.0
package dev.milena.inspection;

import dev.milena.api.Answer;
import dev.milena.api.DoubtKind;
import dev.milena.api.ModelInfo;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextModel;
import dev.milena.api.TextRefusedException;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of answers that are in doubt. Same answers, same decisions: a program that answers again after a crash decides
 * as it did before. Immutable, any thread.
 *
 * @param inspection what answers are inspected for
 * @param retries whether a text whose answer is in doubt is asked a second time
 * @param refusesRunaways whether a text whose answer never ended is refused
 */
public record DoubtPolicy(Inspection inspection, boolean retries, boolean refusesRunaways) {

    /** All kinds of doubts, each said and nothing done about it. */
    public static DoubtPolicy defaults() {
        return new DoubtPolicy(Inspection.defaults(), false, false);
    }

    /**
     * The answer with its doubts.
     *
     * @param text what the model read of a text, or of a segment
     * @param answer with spans in that text
     */
    public Answer inspected(String text, ModelInfo model, Answer answer) {
        return inspection.inspected(text, model.task(), answer);
    }

    /** Whether a text with that answer, which was inspected, is to be asked a second time. A judged target is not. */
    public boolean asksAgain(TextModel model, Answer inspected) {
        return retries && !inspected.doubts().isEmpty() && !inspected.scored() && model.triesAgain();
    }

    /** Whether a second answer takes the place of the first, both inspected: it has fewer doubts. */
    public static boolean isBetter(Answer second, Answer first) {
        return second.doubts().size() < first.doubts().size();
    }

    /** Why a text with that answer, which was inspected, is refused; null where the answer leaves. */
    public @Nullable TextRefusedException refusal(ModelInfo model, Answer inspected) {
        return refusesRunaways && !inspected.scored() && inspected.isInDoubt(DoubtKind.RUNAWAY)
                ? new TextRefusedException(
                        RefusalCode.RUNAWAY_ANSWER,
                        "Model '" + model.name() + "' found no end to its answer, which has " + inspected.outputTokens()
                                + " tokens of at most " + model.maxNewTokens()
                                + " and is refused by milena.doubt.runaway=refuse; send a shorter or simpler text, switch"
                                + " milena.doubt.retry on, or set milena.doubt.runaway=keep")
                : null;
    }
}
