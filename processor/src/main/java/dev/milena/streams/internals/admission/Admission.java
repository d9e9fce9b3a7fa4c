// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.admission;

import dev.milena.api.PreparedText;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.streams.internals.models.ModelPool;
import dev.milena.streams.internals.models.PooledModel;
import dev.milena.streams.internals.supervision.AskedText;
import dev.milena.streams.internals.supervision.CrashJournal;
import dev.milena.streams.internals.supervision.Failures;

/**
 * Decides whether a text can be answered: checks it, finds its model and lets the model prepare it. Everything that is
 * wrong with a text comes out as a {@link TextRefusedException}; whatever else is thrown is not its fault. Same request,
 * same settings, same decision. Stream thread.
 */
public final class Admission {
    private final TextLimits limits;
    private final ModelPool models;

    public Admission(TextLimits limits, ModelPool models) {
        this.limits = limits;
        this.models = models;
    }

    /**
     * Admits a text.
     *
     * @param id tells it from every other text of the process, the same after a restart
     * @throws TextRefusedException when it cannot be answered
     */
    public AdmittedText admit(String id, TextRequest request) throws TextRefusedException {
        limits.check(request.text());
        limits.checkTarget("target_prefix", request.targetPrefix());
        limits.checkTarget("target_text", request.targetText());
        PooledModel model = models.choose(request);
        refuseWhatKillsTheProcess(AskedText.suspectId(id, request), model);
        return new AdmittedText(id, model, prepare(request, model));
    }

    private static void refuseWhatKillsTheProcess(String suspectId, PooledModel model) throws TextRefusedException {
        int deaths = model.journal().deaths(suspectId);
        if (deaths >= CrashJournal.FATAL_DEATHS) {
            throw new TextRefusedException(
                    RefusalCode.ENGINE_CRASH,
                    "The process ended " + deaths + " times while model '" + model.name()
                            + "' worked on this text, first in a batch, then alone; send it again when the model, or"
                            + " the memory of the machine, is repaired");
        }
    }

    private static PreparedText prepare(TextRequest request, PooledModel model) throws TextRefusedException {
        try {
            return model.model().prepare(request);
        } catch (RuntimeException | Error e) {
            // One text that trips a tokenizer must not stop all others.
            Failures.rethrowIfOfTheProcess(e);
            throw new TextRefusedException(
                    RefusalCode.ENGINE_FAILED,
                    "Model '" + model.name() + "' failed to prepare the text: " + Failures.describe(e));
        }
    }
}
