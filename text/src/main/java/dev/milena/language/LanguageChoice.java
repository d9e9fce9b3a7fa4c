// SPDX-License-Identifier: Apache-2.0
package dev.milena.language;

import dev.milena.api.LanguageTags;
import dev.milena.api.ModelInfo;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds the language of a text whose request names none, where its models read several, and says what becomes of a text
 * whose language is not sure. Immutable, any thread.
 */
public final class LanguageChoice {
    /** A text whose language is not sure is refused. */
    public static final String REFUSE = "refuse";

    /** A text whose language is not sure is asked of the first model that fits, as if nothing had been looked for. */
    public static final String FIRST = "first";

    private static final LanguageChoice NONE = new LanguageChoice(null, FIRST);

    private final @Nullable LanguageDetector detector;
    private final String unsure;

    private LanguageChoice(@Nullable LanguageDetector detector, String unsure) {
        this.detector = detector;
        this.unsure = unsure;
    }

    /**
     * A request and how sure its language is.
     *
     * @param request with the language that was found
     * @param confidence 0..1; null where nothing was looked for, and where what was found was not sure
     */
    public record Chosen(TextRequest request, @Nullable Float confidence) {}

    /** Languages are not looked for. */
    public static LanguageChoice none() {
        return NONE;
    }

    /**
     * Languages are looked for.
     *
     * @param unsure what becomes of a text whose language is not sure: {@value #REFUSE}, {@value #FIRST}, or the BCP-47 tag
     *     of the language that it is taken to be in
     * @throws IllegalArgumentException when it is none of them
     */
    public static LanguageChoice by(LanguageDetector detector, String unsure) {
        check(unsure);
        return new LanguageChoice(detector, unsure);
    }

    /**
     * Checks what becomes of a text whose language is not sure.
     *
     * @throws IllegalArgumentException when it cannot be used
     */
    public static void check(String unsure) {
        int letters =
                Locale.forLanguageTag(unsure.replace('_', '-')).getLanguage().length();
        boolean isTag = letters == 2 || letters == 3;
        if (!unsure.equals(REFUSE) && !unsure.equals(FIRST) && !isTag) {
            throw new IllegalArgumentException("'" + unsure + "' is neither " + REFUSE + " nor " + FIRST
                    + " nor a language; write one of these, or a BCP-47 tag such as en");
        }
    }

    /**
     * The request with the language of its text.
     *
     * @param able the models that could answer it, if they read its language
     * @param words gives the text without its markup; asked for at most once
     * @throws TextRefusedException when no model reads the language, or it is not sure and such texts are refused
     */
    public Chosen choose(TextRequest request, List<ModelInfo> able, UnaryOperator<String> words)
            throws TextRefusedException {
        if (detector == null || request.sourceLanguage() != null) {
            return new Chosen(request, null);
        }
        Set<String> candidates = new LinkedHashSet<>();
        able.forEach(model -> candidates.addAll(model.sourceLanguages()));
        boolean anyReadsAll =
                able.stream().anyMatch(model -> model.sourceLanguages().isEmpty());
        if (candidates.size() < 2 || anyReadsAll) {
            return new Chosen(request, null);
        }
        DetectedLanguage found = detector.detect(words.apply(request.text()), candidates);
        String language = found.language();
        if (language == null) {
            return new Chosen(unsure(request, found, able), null);
        }
        if (LanguageTags.lookup(language, List.copyOf(candidates)).isEmpty()) {
            throw new TextRefusedException(
                    RefusalCode.UNKNOWN_LANGUAGE,
                    "The text is in '" + language + "', as it seems (" + percent(found)
                            + " sure), and no loaded bundle reads that; there are " + pairs(able)
                            + ". Load one that does, or name the language in the request if it is another");
        }
        return new Chosen(request.from(language), found.confidence());
    }

    private TextRequest unsure(TextRequest request, DetectedLanguage found, List<ModelInfo> able)
            throws TextRefusedException {
        if (unsure.equals(REFUSE)) {
            throw new TextRefusedException(
                    RefusalCode.LANGUAGE_UNSURE,
                    "The language of the text is not sure (" + percent(found)
                            + " for the best guess); the loaded bundles are "
                            + pairs(able)
                            + ". Name the language in the request, or say by milena.language.unsure what such texts are taken for");
        }
        return unsure.equals(FIRST) ? request : request.from(unsure);
    }

    private static String percent(DetectedLanguage found) {
        return Math.round(100 * found.confidence()) + "%";
    }

    private static String pairs(List<ModelInfo> able) {
        return able.stream()
                .map(model -> model.name() + " (" + some(model.sourceLanguages()) + " to "
                        + some(model.targetLanguages()) + ")")
                .toList()
                .toString();
    }

    private static String some(List<String> languages) {
        int shown = 8;
        return languages.isEmpty()
                ? "any"
                : String.join(", ", languages.subList(0, Math.min(shown, languages.size())))
                        + (languages.size() > shown ? " and " + (languages.size() - shown) + " more" : "");
    }

    /** Whether languages are looked for at all. */
    public boolean isActive() {
        return detector != null;
    }
}
