// SPDX-License-Identifier: Apache-2.0
package dev.milena.glossary;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Terms and their translations, by pair of languages. Any thread; only that of a {@link LiveGlossary} changes.
 *
 * <pre>{@code
 * Glossary glossary = new GlossaryBuilder()
 *         .add(LanguagePair.parse("en-de"), GlossaryEntry.translated("umbrella", "Schirm"))
 *         .build();
 * }</pre>
 */
public final class Glossary {
    private static final Glossary NONE = new Glossary(Map.of());
    private static final Terms NO_TERMS = new Terms();

    private final Map<LanguagePair, Terms> pairs;

    private Glossary(Map<LanguagePair, Terms> pairs) {
        this.pairs = pairs;
    }

    /** No terms at all. */
    public static Glossary none() {
        return NONE;
    }

    /** The terms of pairs, which change as they do. */
    static Glossary of(Map<LanguagePair, Terms> pairs) {
        return new Glossary(pairs);
    }

    /** How many terms it has. */
    public int size() {
        return pairs.values().stream().mapToInt(Terms::size).sum();
    }

    /** The entries of each pair of languages, in the order they came. */
    public Map<LanguagePair, List<GlossaryEntry>> entries() {
        Map<LanguagePair, List<GlossaryEntry>> entries = new LinkedHashMap<>();
        pairs.forEach((pair, terms) -> entries.put(pair, terms.entries()));
        return entries;
    }

    /**
     * The terms of a text: those of the pair that names its languages, else of the first that means them; none where a
     * language is not known.
     */
    public Terms between(@Nullable String source, @Nullable String target) {
        List<LanguagePair> fitting = new ArrayList<>();
        for (LanguagePair pair : pairs.keySet()) {
            if (pair.source().equalsIgnoreCase(source) && pair.target().equalsIgnoreCase(target)) {
                return pairs.getOrDefault(pair, NO_TERMS);
            }
            if (pair.isOf(source, target)) {
                fitting.add(pair);
            }
        }
        return fitting.isEmpty() ? NO_TERMS : pairs.getOrDefault(fitting.get(0), NO_TERMS);
    }

    /** Never shows a term. */
    @Override
    public String toString() {
        return "Glossary[" + size() + " terms, " + pairs.keySet() + "]";
    }
}
