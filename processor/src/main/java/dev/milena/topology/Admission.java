// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.PreparedText;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.schemas.DeadLetterCode;
import dev.milena.schemas.TextEvent;

/**
 * Decides whether an event can be answered: decodes it, checks its text, finds its model and lets the model prepare it.
 * Everything that is wrong with an event comes out as a {@link TextRefusedException}; whatever else is thrown is not
 * the event's fault. Same event, same settings, same decision. Stream thread.
 */
final class Admission {
    private final EventReader reader;
    private final TextLimits limits;
    private final EnrichmentRuntime runtime;

    Admission(EventReader reader, TextLimits limits, EnrichmentRuntime runtime) {
        this.reader = reader;
        this.limits = limits;
        this.runtime = runtime;
    }

    AdmittedText admit(PendingEvent event) throws TextRefusedException {
        TextEvent decoded = reader.read(event);
        checkSizes(decoded);
        ModelLane lane = runtime.choice().of(decoded);
        refuseWhatKillsTheProcess(event, lane);
        return new AdmittedText(decoded, lane, prepare(event.id(), decoded, lane));
    }

    private void checkSizes(TextEvent event) throws TextRefusedException {
        limits.check(event.getText());
        limits.checkTarget("target_prefix", event.getTargetPrefix());
        limits.checkTarget("target_text", event.getTargetText());
    }

    private static void refuseWhatKillsTheProcess(PendingEvent event, ModelLane lane) throws TextRefusedException {
        int deaths = lane.journal().deaths(event.id());
        if (deaths >= CrashJournal.FATAL_DEATHS) {
            throw new TextRefusedException(
                    DeadLetterCode.ENGINE_CRASH,
                    "The process ended " + deaths + " times while bundle '"
                            + lane.model().info().name()
                            + "' worked on this text, first in a batch, then alone; send it again when the bundle, or"
                            + " the memory of the machine, is mended");
        }
    }

    private static PreparedText prepare(EventId id, TextEvent event, ModelLane lane) throws TextRefusedException {
        try {
            return lane.model()
                    .prepare(new TextRequest(
                            event.getText(),
                            event.getSourceLanguage(),
                            event.getTargetLanguage(),
                            event.getTargetPrefix(),
                            event.getTargetText(),
                            id.toString()));
        } catch (RuntimeException | Error e) {
            // One event that trips a tokenizer must not stop all others.
            Failures.rethrowIfOfTheProcess(e);
            throw new TextRefusedException(
                    DeadLetterCode.ENGINE_FAILED,
                    "Bundle '" + lane.model().info().name() + "' failed to prepare the text: " + Failures.describe(e));
        }
    }
}
