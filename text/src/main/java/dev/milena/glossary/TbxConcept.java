// SPDX-License-Identifier: Apache-2.0
package dev.milena.glossary;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a TBX file says of one concept: its terms by language. All terms of the source language have one translation: the preferred
 * term, else the first that is neither deprecated nor superseded. Not thread-safe.
 */
final class TbxConcept {
    private static final class Term {
        private String text = "";
        private String status = "";

        boolean isPreferred() {
            return status.startsWith("preferred");
        }

        boolean isOut() {
            return status.startsWith("deprecated") || status.startsWith("superseded");
        }
    }

    private final Map<String, List<Term>> languages = new LinkedHashMap<>();
    private List<Term> terms = new ArrayList<>();
    private Term last = new Term();

    void language(String tag) {
        terms = languages.computeIfAbsent(tag, any -> new ArrayList<>());
    }

    void next() {
        last = new Term();
        terms.add(last);
    }

    void term(String text) {
        last.text = text;
    }

    void status(String status) {
        last.status = status.toLowerCase(Locale.ROOT);
    }

    /** Adds the concept's entries from a language into every other one, and says how many. */
    int add(String source, GlossaryBuilder builder) {
        int added = 0;
        for (String language : languages.keySet()) {
            if (!language.equalsIgnoreCase(source)) {
                added += add(new LanguagePair(source, language), builder);
            }
        }
        return added;
    }

    /** Adds the concept's entries of a pair of languages, and says how many. */
    int add(LanguagePair pair, GlossaryBuilder builder) {
        String translation = translation(terms(pair.target()));
        if (translation == null) {
            return 0;
        }
        int added = 0;
        for (Term term : terms(pair.source())) {
            builder.add(pair, EntryOptions.entry(term.text, translation, ""));
            added++;
        }
        return added;
    }

    private List<Term> terms(String language) {
        List<Term> all = new ArrayList<>();
        languages.forEach((tag, ofTag) -> {
            if (tag.equalsIgnoreCase(language)) {
                all.addAll(ofTag);
            }
        });
        return all;
    }

    private static @Nullable String translation(List<Term> terms) {
        String first = null;
        for (Term term : terms) {
            if (term.isPreferred()) {
                return term.text;
            }
            first = first == null && !term.isOut() ? term.text : first;
        }
        return first;
    }
}
