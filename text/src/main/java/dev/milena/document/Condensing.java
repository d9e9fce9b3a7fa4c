// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import dev.milena.api.Answer;
import dev.milena.api.ModelInfo;
import dev.milena.api.PreparedText;
import dev.milena.api.RefusalCode;
import dev.milena.api.SplitAt;
import dev.milena.api.TextOverflow;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.TextSpan;
import dev.milena.masking.Capitals;
import dev.milena.masking.Masked;
import dev.milena.protection.ProtectedText;
import dev.milena.salience.Salience;
import dev.milena.segmentation.Segmenter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a document of a text to summarize that may be longer than its model reads: the text as it is where it fits, else an
 * excerpt of it, or its parts, whose summaries are condensed in the same way. Immutable, any thread.
 */
final class Condensing {
    /** Rounds of parts. Each shortens a text by what the model shortens it; what is too long after the last is excerpted. */
    private static final int MOST_ROUNDS = 8;

    /** A round whose summaries are not shorter than this share of their text is the last. */
    private static final double LEAST_SHORTENED = 0.9;

    private final Documents settings;
    private final TextRequest request;
    private final ModelInfo model;
    private final Preparation preparation;
    private final Segmenter segmenter;
    private final boolean isGiven;

    Condensing(Documents settings, TextRequest request, ModelInfo model, Preparation preparation) {
        this.settings = settings;
        this.request = request;
        this.model = model;
        this.preparation = preparation;
        this.segmenter = Segmenter.of(Documents.language(request, model));
        this.isGiven = request.targetPrefix() != null || request.targetText() != null;
    }

    /**
     * The document of the text itself.
     *
     * @throws TextRefusedException when it can never be answered
     */
    Document document() throws TextRefusedException {
        boolean inParts = settings.overflow() == TextOverflow.MAP_REDUCE && !isGiven;
        return document(request.text(), Derivation.NONE, 0, inParts);
    }

    /**
     * The document of the summaries of a document's parts.
     *
     * @param round how many rounds of parts there were, with this one
     * @param before the text that was in parts
     * @param summaries what they became, with spans in that text
     * @param derivation how that text came of the record's
     * @throws TextRefusedException when nothing can be made of them
     */
    Document after(int round, String before, Answer summaries, Derivation derivation) throws TextRefusedException {
        String text = summaries.text();
        if (text.isBlank()) {
            throw new TextRefusedException(
                    RefusalCode.EMPTY_TEXT,
                    "The summaries of the text's parts are all empty; use milena.text.overflow=salience, or another bundle");
        }
        boolean inParts = round < MOST_ROUNDS && text.length() < LEAST_SHORTENED * before.length();
        return document(text, new Reduction(derivation.inSource(summaries)), round, inParts);
    }

    private Document document(String text, Derivation derivation, int round, boolean inParts)
            throws TextRefusedException {
        TextRequest asked = round == 0 ? request : request.withText(text).identifiedBy(identity(round));
        if (text.length() <= TokenCount.mostCharacters(model)) {
            try {
                return Document.derived(request, asOne(asked), derivation);
            } catch (TextRefusedException e) {
                if (e.code() != RefusalCode.TOO_MANY_TOKENS) {
                    throw e;
                }
            }
        }
        ProtectedText kept = kept(text);
        List<TextSpan> sentences = sentences(text);
        if (sentences.isEmpty()) {
            return Document.derived(request, asOne(asked), derivation);
        }
        TokenCount tokens = new TokenCount(asked, model, preparation);
        if (inParts) {
            Division division = new Division(
                    settings, kept, new Asking(asked, model, Capitals.AS_THEY_ARE, preparation, segmenter), 0, 0);
            for (TextSpan part : new Parts(text, sentences, tokens).parts()) {
                division.add(part, SplitAt.SENTENCE);
            }
            List<Segment> parts = division.segments();
            if (!parts.isEmpty()) {
                return Document.inParts(request, text, parts, settings.badSegments(), derivation, round, this);
            }
        }
        Excerpting.Chosen chosen = new Excerpting(text, segmenter, tokens, salience())
                .chosen(sentences, piece -> asOne(asked.withText(piece)));
        Excerpt excerpt = chosen.excerpt();
        return Document.derived(request, chosen.asked(), answer -> derivation.inSource(excerpt.inSource(answer)));
    }

    /** How sentences are chosen; null: the last ones. */
    private @Nullable Salience salience() {
        return settings.overflow() == TextOverflow.LATEST ? null : Salience.defaults();
    }

    /** A sentence never ends within what is protected in translations, such as a URL, unless there is nothing else. */
    private List<TextSpan> sentences(String text) throws TextRefusedException {
        List<TextSpan> sentences =
                segmenter.segments(settings.protectedThroughout(text).filled());
        return sentences.isEmpty() ? segmenter.segments(text) : sentences;
    }

    private Segment asOne(TextRequest asked) throws TextRefusedException {
        TextSpan all = new TextSpan(0, asked.text().length());
        ProtectedText kept = kept(asked.text());
        if (kept.isPlain()) {
            return Segment.asked(all, SplitAt.SENTENCE, preparation.prepare(asked));
        }
        Masked masked = Masked.of(kept, all, model.standIns(), Capitals.AS_THEY_ARE);
        PreparedText prepared = preparation.prepare(asked.withText(masked.text()));
        return Segment.asked(all, SplitAt.SENTENCE, prepared, masked);
    }

    private ProtectedText kept(String text) throws TextRefusedException {
        return isGiven ? Documents.unprotected(text) : settings.kept(request.withText(text), model);
    }

    private String identity(int round) {
        return request.identity().isEmpty() ? "" : request.identity() + "^" + round;
    }
}
