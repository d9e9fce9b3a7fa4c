// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.admission;

import dev.milena.api.PreparedText;
import dev.milena.api.TextRequest;
import dev.milena.streams.internals.models.PooledModel;
import dev.milena.streams.internals.supervision.AskedText;
import dev.milena.streams.internals.supervision.CrashJournal;
import org.jspecify.annotations.Nullable;

/**
 * A text that passed every check. Immutable.
 *
 * @param id tells it from every other text of the process, the same after a restart
 * @param model the model that shall answer
 * @param text the text as that model prepared it
 */
public record AdmittedText(String id, PooledModel model, PreparedText text) {
    /** Rough heap bytes beyond the record's own: two copies of its texts at most, and the tokens. */
    public long bytes() {
        TextRequest request = text.request();
        return 4L * (request.text().length() + length(request.targetPrefix()) + length(request.targetText()))
                + 64L * text.sourceTokens().size()
                + 24L * text.givenIds().size();
    }

    /** The same text, to be answered in the model's second way; a crash journal knows it by a name of its own. */
    public AdmittedText asSecondTry() {
        return new AdmittedText(id + "~2", model, text.asSecondTry());
    }

    /** Whether the process died so often while the model worked on this text that it is not asked any more. */
    public boolean isFatal() {
        return model.journal().deaths(AskedText.suspectId(id, text.request())) >= CrashJournal.FATAL_DEATHS;
    }

    private static int length(@Nullable String target) {
        return target == null ? 0 : target.length();
    }

    /** Whether the process died before while the model worked on this text. */
    public boolean isSuspect() {
        return model.journal().deaths(AskedText.suspectId(id, text.request())) > 0;
    }

    /** Never shows the text. */
    @Override
    public String toString() {
        return "AdmittedText[" + id + ", " + model.name() + ", " + text + "]";
    }
}
