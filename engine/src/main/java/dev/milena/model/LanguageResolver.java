// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import dev.milena.api.LanguageTags;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.bundle.LanguagePair;
import dev.milena.bundle.Manifest.Language;
import dev.milena.bundle.Manifest.Languages;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the language pair of a request among those of a bundle: by the model's own code of a language, or by
 * {@link LanguageTags#lookup}. Immutable, any thread.
 */
final class LanguageResolver {
    private static final int LONGEST_TAG_SHOWN = 35;

    private final List<LanguagePair> pairs;
    private final Languages languages;

    LanguageResolver(List<LanguagePair> pairs, Languages languages) {
        this.pairs = pairs;
        this.languages = languages;
    }

    LanguagePair resolve(@Nullable String source, @Nullable String target) throws TextRefusedException {
        String sourceTag = tag(
                "source",
                source,
                languages.source(),
                pairs.stream().map(LanguagePair::source).distinct().toList());
        String targetTag = tag(
                "target",
                target,
                languages.target(),
                pairs.stream().map(LanguagePair::target).distinct().toList());
        return pairs.stream()
                .filter(pair -> pair.source().equals(sourceTag) && pair.target().equals(targetTag))
                .findFirst()
                .orElseThrow(
                        () -> unknown("the pair " + sourceTag + "-" + targetTag + " is not supported; the bundle has "
                                + pairs.stream()
                                        .map(pair -> pair.source() + "-" + pair.target())
                                        .toList()));
    }

    private static String tag(String side, @Nullable String wanted, List<Language> languages, List<String> known)
            throws TextRefusedException {
        if (wanted == null) {
            if (known.size() == 1) {
                return known.get(0);
            }
            throw unknown("the event names no " + side + " language; the bundle has several: " + known);
        }
        for (Language language : languages) {
            if (language.code().equals(wanted) && known.contains(language.tag())) {
                return language.tag();
            }
        }
        return LanguageTags.lookup(wanted, known).orElseThrow(() -> {
            List<String> choices = LanguageTags.choices(wanted, known);
            return unknown("the " + side + " language " + shown(wanted)
                    + (choices.isEmpty() ? " is unknown; the bundle has " + known : " could be any of " + choices));
        });
    }

    /** A tag comes with the event and could be anything, even a text. */
    private static String shown(String tag) {
        return tag.length() <= LONGEST_TAG_SHOWN && tag.matches("[A-Za-z0-9_-]+")
                ? tag
                : "(not a language tag, " + tag.length() + " UTF-16 units)";
    }

    private static TextRefusedException unknown(String what) {
        return new TextRefusedException(
                RefusalCode.UNKNOWN_LANGUAGE, what + ". Send one of these tags, or choose another bundle.");
    }
}
