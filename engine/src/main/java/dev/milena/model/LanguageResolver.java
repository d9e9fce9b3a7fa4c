// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import dev.milena.api.LanguageTags;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.bundle.LanguagePair;
import dev.milena.bundle.LanguagePairs;
import dev.milena.bundle.Manifest.Language;
import dev.milena.bundle.Manifest.Languages;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the language pair of a request among those of a bundle: by the model's own code of a language, or by
 * {@link LanguageTags#lookup}. Immutable, any thread.
 */
final class LanguageResolver {
    private static final int LONGEST_TAG_SHOWN = 35;
    private static final int MOST_SHOWN = 50;
    private static final int MOST_REMEMBERED = 1_000;

    private final LanguagePairs pairs;
    private final Side sources;
    private final Side targets;

    LanguageResolver(LanguagePairs pairs, Languages languages) {
        this.pairs = pairs;
        this.sources = new Side("source", pairs.sources(), languages.source());
        this.targets = new Side("target", pairs.targets(), languages.target());
    }

    LanguagePair resolve(@Nullable String source, @Nullable String target) throws TextRefusedException {
        String sourceTag = sources.tag(source);
        String targetTag = targets.tag(target);
        return pairs.find(sourceTag, targetTag)
                .orElseThrow(
                        () -> unknown("the pair " + sourceTag + "-" + targetTag + " is not supported; the bundle has "
                                + pairs.firstNames(MOST_SHOWN)
                                + (pairs.size() > MOST_SHOWN ? " and " + (pairs.size() - MOST_SHOWN) + " more" : "")));
    }

    /** The languages of one side. What was found is remembered: a stream asks for the same few again and again. */
    private static final class Side {
        private final String name;
        private final List<String> known;
        private final Map<String, String> tags = new HashMap<>();
        private final Map<String, String> found = new ConcurrentHashMap<>();

        /**
         * @param known tags that some pair has
         * @param languages all of the side
         */
        Side(String name, List<String> known, List<Language> languages) {
            this.name = name;
            this.known = known;
            Set<String> usable = new HashSet<>(known);
            for (Language language : languages) {
                if (usable.contains(language.tag())) {
                    tags.putIfAbsent(language.code(), language.tag());
                }
            }
        }

        String tag(@Nullable String wanted) throws TextRefusedException {
            if (wanted == null) {
                if (known.size() == 1) {
                    return known.get(0);
                }
                throw unknown("the event names no " + name + " language; the bundle has several: " + known);
            }
            String tag = found.get(wanted);
            if (tag == null) {
                tag = lookup(wanted);
                if (found.size() < MOST_REMEMBERED) {
                    found.put(wanted, tag);
                }
            }
            return tag;
        }

        private String lookup(String wanted) throws TextRefusedException {
            String own = tags.get(wanted);
            if (own != null) {
                return own;
            }
            return LanguageTags.lookup(wanted, known).orElseThrow(() -> {
                List<String> choices = LanguageTags.choices(wanted, known);
                return unknown("the " + name + " language " + shown(wanted)
                        + (choices.isEmpty() ? " is unknown; the bundle has " + known : " could be any of " + choices));
            });
        }
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
