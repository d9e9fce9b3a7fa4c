// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import dev.milena.api.ModelInfo;
import dev.milena.api.PreparedText;
import dev.milena.api.RefusalCode;
import dev.milena.api.SplitAt;
import dev.milena.api.TextOverflow;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.TextSpan;
import dev.milena.api.WellFormedText;
import dev.milena.glossary.Glossary;
import dev.milena.glossary.TermMatch;
import dev.milena.markup.TextFormat;
import dev.milena.masking.Capitals;
import dev.milena.protection.Attribute;
import dev.milena.protection.ProtectedText;
import dev.milena.protection.Protection;
import dev.milena.protection.Protector;
import dev.milena.segmentation.Segmenter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes documents of texts. A text whose answer is given, or its beginning, is asked as one. Immutable, any thread.
 *
 * <pre>{@code
 * Document document = Documents.defaults().divide(request, model.info(), model::prepare);
 * }</pre>
 *
 * @param segmenting whether texts are answered in segments
 * @param badSegments what becomes of a text one of whose segments cannot be answered
 * @param maxSegments most segments of a text
 * @param protection what must not change in a text
 * @param format how texts that are translated are marked up; texts of other tasks are taken as they are
 * @param inCapitals how what is translated is asked where it is all in capitals
 * @param overflow what becomes of a text to summarize that is asked as one and has more tokens than its model takes
 * @param glossary how terms are translated, as it is when a text is divided
 */
public record Documents(
        Segmenting segmenting,
        BadSegments badSegments,
        int maxSegments,
        Protection protection,
        TextFormat format,
        InCapitals inCapitals,
        TextOverflow overflow,
        Supplier<Glossary> glossary) {
    /** Most segments of a text where nothing is said. */
    public static final int DEFAULT_MAX_SEGMENTS = 4_096;

    /** Without a glossary. */
    public Documents(
            Segmenting segmenting,
            BadSegments badSegments,
            int maxSegments,
            Protection protection,
            TextFormat format,
            InCapitals inCapitals,
            TextOverflow overflow) {
        this(segmenting, badSegments, maxSegments, protection, format, inCapitals, overflow, Glossary::none);
    }

    /** Segments as models say, whole texts refused, {@value #DEFAULT_MAX_SEGMENTS} segments, translations protected. */
    public static Documents defaults() {
        return new Documents(
                Segmenting.AUTO,
                BadSegments.REFUSE,
                DEFAULT_MAX_SEGMENTS,
                Protection.auto(),
                TextFormat.PLAIN,
                InCapitals.SMALL,
                TextOverflow.AUTO);
    }

    /** These, with a glossary. Asked for it once a text, on any thread. */
    public Documents with(Supplier<Glossary> terms) {
        return new Documents(segmenting, badSegments, maxSegments, protection, format, inCapitals, overflow, terms);
    }

    /** These, with another policy for texts that are too long. */
    public Documents with(TextOverflow policy) {
        return new Documents(segmenting, badSegments, maxSegments, protection, format, inCapitals, policy, glossary);
    }

    /**
     * A text as a model is asked about it.
     *
     * @param model what the model says of itself
     * @param preparation the model's way to prepare a text
     * @throws TextRefusedException when it can never be answered
     */
    public Document divide(TextRequest request, ModelInfo model, Preparation preparation) throws TextRefusedException {
        boolean given = request.targetPrefix() != null || request.targetText() != null;
        if ((given || !isDivided(model)) && condenses(model)) {
            WellFormedText.check(request.text());
            return new Condensing(this, request, model, preparation).document();
        }
        if (given) {
            return Document.whole(preparation.prepare(request));
        }
        String text = request.text();
        WellFormedText.check(text);
        ProtectedText kept = kept(request, model);
        Capitals capitals = capitals(request, model);
        if (!isDivided(model) && kept.isPlain() && capitals == Capitals.AS_THEY_ARE) {
            return Document.whole(preparation.prepare(request));
        }
        Segmenter segmenter = Segmenter.of(language(request, model));
        Asking asking = new Asking(request, model, capitals, preparation, segmenter);
        List<Segment> segments = segments(kept, asking, 0, 0);
        if (segments.isEmpty() && kept.isPlain()) {
            return Document.whole(preparation.prepare(request));
        }
        if (segments.isEmpty()) {
            Division division = new Division(this, kept, asking, 0, 0);
            division.addWhole();
            segments = division.segments();
        }
        List<Inset> insets = insets(kept, asking, segments.size());
        PreparedText only =
                insets.isEmpty() && segments.size() == 1 && segments.get(0).masked() == null
                        ? segments.get(0).prepared()
                        : null;
        return only != null && only.request().text().equals(text)
                ? Document.whole(only)
                : Document.of(request, segments, insets, badSegments);
    }

    /** The segments of a text; none where it says nothing. */
    private List<Segment> segments(ProtectedText kept, Asking asking, int offset, int number)
            throws TextRefusedException {
        Division division = new Division(this, kept, asking, offset, number);
        if (isDivided(asking.model())) {
            for (TextSpan sentence : asking.segmenter().segments(kept.filled())) {
                division.add(sentence, SplitAt.SENTENCE);
            }
        }
        return division.segments();
    }

    /** The texts in attributes, whose segments come behind those of the text. */
    private List<Inset> insets(ProtectedText kept, Asking asking, int segments) throws TextRefusedException {
        List<Inset> insets = new ArrayList<>();
        int number = segments;
        for (Attribute attribute : kept.attributes()) {
            List<Segment> own = segments(attribute.value(), asking, attribute.start(), number);
            if (own.isEmpty() && !isDivided(asking.model())) {
                Division division = new Division(this, attribute.value(), asking, attribute.start(), number);
                division.addWhole();
                own = division.segments();
            }
            if (!own.isEmpty()) {
                insets.add(new Inset(attribute.span(), attribute.value().text(), own));
                number += own.size();
            }
        }
        return insets;
    }

    /** A text for whoever looks for its language: without its markup. */
    public String words(String text) {
        return format == TextFormat.PLAIN
                ? text
                : format.read(text, Protector.NOTHING, List.of()).words();
    }

    /** A text and what must not change in it. */
    ProtectedText kept(TextRequest request, ModelInfo model) throws TextRefusedException {
        return formatOf(model).read(request.text(), protection.in(model.task()), terms(request, model));
    }

    /** A text whose protected pieces are to be seen as words, whatever becomes of them. */
    ProtectedText protectedThroughout(String text) throws TextRefusedException {
        return TextFormat.PLAIN.read(text, protection.in(ModelInfo.TRANSLATION), List.of());
    }

    /** A text in which anything may change. */
    static ProtectedText unprotected(String text) throws TextRefusedException {
        return TextFormat.PLAIN.read(text, Protection.none().in(ModelInfo.SUMMARIZATION), List.of());
    }

    private boolean condenses(ModelInfo model) {
        return model.task().equals(ModelInfo.SUMMARIZATION)
                && overflow != TextOverflow.REFUSE
                && overflow != TextOverflow.CUT;
    }

    private TextFormat formatOf(ModelInfo model) {
        return model.task().equals(ModelInfo.TRANSLATION) ? format : TextFormat.PLAIN;
    }

    private Capitals capitals(TextRequest request, ModelInfo model) {
        return inCapitals == InCapitals.SMALL && model.task().equals(ModelInfo.TRANSLATION)
                ? Capitals.inSmallLetters(language(request, model), targetLanguage(request, model))
                : Capitals.AS_THEY_ARE;
    }

    private boolean isDivided(ModelInfo model) {
        return segmenting == Segmenting.ON || (segmenting == Segmenting.AUTO && model.segments());
    }

    private List<TermMatch> terms(TextRequest request, ModelInfo model) {
        return model.task().equals(ModelInfo.TRANSLATION)
                ? glossary.get()
                        .between(language(request, model), targetLanguage(request, model))
                        .find(request.text())
                : List.of();
    }

    /** The language of a text, or null. */
    static @Nullable String language(TextRequest request, ModelInfo model) {
        return request.sourceLanguage() != null ? request.sourceLanguage() : only(model.sourceLanguages());
    }

    private static @Nullable String targetLanguage(TextRequest request, ModelInfo model) {
        return request.targetLanguage() != null ? request.targetLanguage() : only(model.targetLanguages());
    }

    private static @Nullable String only(List<String> languages) {
        return languages.size() == 1 ? languages.get(0) : null;
    }

    TextRefusedException tooMany(int length) {
        return new TextRefusedException(
                RefusalCode.TEXT_TOO_LONG,
                "The text of " + length + " UTF-16 units has more than " + maxSegments
                        + " segments, the limit of milena.text.max.segments; split the text or raise it");
    }
}
