// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.admission;

import dev.milena.api.PreparedText;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.document.BadSegments;
import dev.milena.document.Document;
import dev.milena.document.Documents;
import dev.milena.document.Segment;
import dev.milena.language.LanguageChoice;
import dev.milena.streams.internals.models.ModelPool;
import dev.milena.streams.internals.models.PooledModel;
import dev.milena.streams.internals.supervision.AskedText;
import dev.milena.streams.internals.supervision.CrashJournal;
import dev.milena.streams.internals.supervision.Failures;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a text can be answered: checks it, finds its model, divides it and lets the model prepare each segment.
 * Everything that is wrong with a text comes out as a {@link TextRefusedException}; whatever else is thrown is not its
 * fault. Same request, same settings, same decision. Stream thread.
 */
public final class Admission {
    private final TextLimits limits;
    private final Documents documents;
    private final LanguageChoice languages;
    private final ModelPool models;

    /**
     * @param limits of every text
     * @param documents how texts are divided
     * @param languages how the language of a text is found where its request names none
     * @param models who answers
     */
    public Admission(TextLimits limits, Documents documents, LanguageChoice languages, ModelPool models) {
        this.limits = limits;
        this.documents = documents;
        this.languages = languages;
        this.models = models;
    }

    /**
     * Admits a text.
     *
     * @param id tells it from every other text of the process, the same after a restart
     * @throws TextRefusedException when it cannot be answered
     */
    public AdmittedDocument admit(String id, TextRequest request) throws TextRefusedException {
        limits.check(request.text());
        limits.checkTarget("target_prefix", request.targetPrefix());
        limits.checkTarget("target_text", request.targetText());
        LanguageChoice.Chosen chosen = inItsLanguage(request);
        PooledModel model = models.choose(chosen.request());
        Document document = documents.divide(chosen.request(), model.info(), each -> prepare(each, model));
        return admit(id, 0, model, document, chosen.confidence());
    }

    /**
     * Admits what is asked after the parts of a text.
     *
     * @param id that of the text
     * @param round how many rounds of parts were before
     * @param languageConfidence how sure the language of the text is, where it was looked for
     * @throws TextRefusedException when it cannot be answered
     */
    static AdmittedDocument admit(
            String id, int round, PooledModel model, Document document, @Nullable Float languageConfidence)
            throws TextRefusedException {
        String first = round == 0 ? id : id + "^" + round;
        List<AdmittedSegment> admitted = new ArrayList<>(document.segments().size());
        for (Segment segment : document.segments()) {
            String name = admitted.isEmpty() ? first : first + "#" + admitted.size();
            admitted.add(admit(name, model, segment));
        }
        refuseWhatIsNotAsked(document, admitted);
        return new AdmittedDocument(id, round, model, document, admitted, languageConfidence);
    }

    private static AdmittedSegment admit(String name, PooledModel model, Segment segment) {
        PreparedText prepared = segment.prepared();
        if (prepared == null) {
            return new AdmittedSegment(null, segment.refusal());
        }
        int deaths = model.journal().deaths(AskedText.suspectId(name, prepared.request()));
        return deaths >= CrashJournal.FATAL_DEATHS
                ? new AdmittedSegment(null, killing(deaths, model))
                : new AdmittedSegment(new AdmittedText(name, model, prepared), null);
    }

    private static void refuseWhatIsNotAsked(Document document, List<AdmittedSegment> admitted)
            throws TextRefusedException {
        boolean nothingIsAsked = admitted.stream().allMatch(segment -> segment.text() == null);
        for (AdmittedSegment segment : admitted) {
            TextRefusedException refusal = segment.refusal();
            if (refusal != null && (nothingIsAsked || document.badSegments() == BadSegments.REFUSE)) {
                throw refusal;
            }
        }
    }

    private LanguageChoice.Chosen inItsLanguage(TextRequest request) throws TextRefusedException {
        try {
            return languages.choose(request, languages.isActive() ? models.able(request) : List.of(), documents::words);
        } catch (RuntimeException | Error e) {
            Failures.rethrowIfOfTheProcess(e);
            throw new TextRefusedException(
                    RefusalCode.LANGUAGE_UNSURE,
                    "The language detector failed: " + Failures.describe(e)
                            + "; name the language in the request, or repair the detector");
        }
    }

    private static TextRefusedException killing(int deaths, PooledModel model) {
        return new TextRefusedException(
                RefusalCode.ENGINE_CRASH,
                "The process ended " + deaths + " times while model '" + model.name()
                        + "' worked on this text, first in a batch, then alone; send it again when the model, or"
                        + " the memory of the machine, is repaired");
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
