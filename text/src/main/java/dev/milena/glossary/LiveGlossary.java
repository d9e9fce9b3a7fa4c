// SPDX-License-Identifier: Apache-2.0
package dev.milena.glossary;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A glossary that changes while it is used, one term at a time, as the records of a topic say. A key is a pair of languages, a colon
 * and the term ({@code en-de:umbrella}), a value the translation and, where there are options, a tab and those. What it has for a
 * term takes the place of what the glossary beneath has; of several keys for a term the last counts. Any thread.
 */
public final class LiveGlossary implements Supplier<Glossary> {
    /** What a record says. */
    private record Line(LanguagePair pair, GlossaryEntry entry) {
        Place place() {
            return new Place(pair, entry.key());
        }
    }

    /** A term, as it is found. */
    private record Place(LanguagePair pair, String term) {}

    private final Map<LanguagePair, Terms> pairs = new ConcurrentHashMap<>();
    private final Glossary now = Glossary.of(pairs);
    private final Map<Place, GlossaryEntry> beneath = new HashMap<>();
    private final Map<String, Line> lines = new HashMap<>();
    private final Map<Place, LinkedHashMap<String, Line>> linesOf = new HashMap<>();

    /** One that has no terms yet, over nothing. */
    public LiveGlossary() {
        this(Glossary.none());
    }

    /** One that has no terms of its own yet, over another. */
    public LiveGlossary(Glossary beneath) {
        beneath.entries()
                .forEach((pair, entries) -> entries.forEach(entry -> {
                    this.beneath.put(new Place(pair, entry.key()), entry);
                    terms(pair).set(entry);
                }));
    }

    /** It has the terms beneath alone again. */
    public synchronized void clear() {
        lines.keySet().stream().toList().forEach(this::remove);
    }

    /**
     * A term has a translation from now on; null: it has none.
     *
     * @throws IllegalArgumentException when key or value cannot be used, with the rule; what was there for the key is gone
     */
    public synchronized void put(String key, @Nullable String value) {
        remove(key);
        if (value == null) {
            return;
        }
        Line line = line(key, value);
        if (lines.size() + beneath.size() >= GlossaryBuilder.MAX_TERMS) {
            throw new IllegalArgumentException("there are " + GlossaryBuilder.MAX_TERMS
                    + " terms already; delete those that the texts do not have");
        }
        lines.put(key, line);
        linesOf.computeIfAbsent(line.place(), any -> new LinkedHashMap<>()).put(key, line);
        terms(line.pair()).set(line.entry());
    }

    private static Line line(String key, String value) {
        int colon = key.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException(
                    "the key has no colon; write a pair of languages, a colon and the term, as in en-de:umbrella");
        }
        String[] columns = value.split("\t", -1);
        if (columns.length > 2) {
            throw new IllegalArgumentException("the value has " + (columns.length - 1)
                    + " tabs; write the translation and, where there are options, a tab and those");
        }
        return new Line(
                LanguagePair.parse(key.substring(0, colon).strip()),
                EntryOptions.entry(
                        key.substring(colon + 1).strip(), columns[0].strip(), columns.length < 2 ? "" : columns[1]));
    }

    private void remove(String key) {
        Line line = lines.remove(key);
        if (line == null) {
            return;
        }
        LinkedHashMap<String, Line> others = linesOf.getOrDefault(line.place(), new LinkedHashMap<>());
        others.remove(key);
        GlossaryEntry left = beneath.get(line.place());
        for (Line other : others.values()) {
            left = other.entry();
        }
        if (others.isEmpty()) {
            linesOf.remove(line.place());
        }
        if (left == null) {
            terms(line.pair()).remove(line.entry());
        } else {
            terms(line.pair()).set(left);
        }
    }

    private Terms terms(LanguagePair pair) {
        return pairs.computeIfAbsent(pair, any -> new Terms());
    }

    /** The glossary, which changes as this one does. */
    @Override
    public Glossary get() {
        return now;
    }
}
