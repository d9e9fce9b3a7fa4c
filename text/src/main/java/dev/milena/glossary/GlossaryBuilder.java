// SPDX-License-Identifier: Apache-2.0
package dev.milena.glossary;

import java.util.LinkedHashMap;
import java.util.Map;

/** Builds glossaries. Not thread-safe. */
public final class GlossaryBuilder {
    /** Most terms of a glossary. */
    public static final int MAX_TERMS = 100_000;

    private final Map<LanguagePair, Map<String, GlossaryEntry>> pairs = new LinkedHashMap<>();
    private int size;

    /**
     * Adds an entry.
     *
     * @throws IllegalArgumentException when the term is there already, or there are too many
     */
    public GlossaryBuilder add(LanguagePair pair, GlossaryEntry entry) {
        Map<String, GlossaryEntry> entries = pairs.computeIfAbsent(pair, any -> new LinkedHashMap<>());
        if (entries.containsKey(entry.key())) {
            throw new IllegalArgumentException("the term '" + entry.source() + "' is there already for " + pair
                    + "; a term has one translation, take the others out");
        }
        put(entries, entry);
        return this;
    }

    /** Adds an entry, or puts it in the place of what is there for that term. */
    public GlossaryBuilder set(LanguagePair pair, GlossaryEntry entry) {
        put(pairs.computeIfAbsent(pair, any -> new LinkedHashMap<>()), entry);
        return this;
    }

    /** Adds all entries of a glossary, which take the place of what is there for their terms. */
    public GlossaryBuilder setAll(Glossary glossary) {
        glossary.entries().forEach((pair, entries) -> entries.forEach(entry -> set(pair, entry)));
        return this;
    }

    private void put(Map<String, GlossaryEntry> entries, GlossaryEntry entry) {
        size += entries.put(entry.key(), entry) == null ? 1 : 0;
        if (size > MAX_TERMS) {
            throw new IllegalArgumentException(
                    "there are more than " + MAX_TERMS + " terms; take out those that the texts do not have");
        }
    }

    /** The glossary so far. */
    public Glossary build() {
        Map<LanguagePair, Terms> terms = new LinkedHashMap<>();
        pairs.forEach((pair, ofPair) -> terms.put(pair, new Terms(ofPair.values())));
        return Glossary.of(terms);
    }
}
