// SPDX-License-Identifier: Apache-2.0
package dev.milena.glossary;

import java.util.ArrayList;
import java.util.List;

/** The options of an entry, as files and topics write them: words with commas between them. Stateless, any thread. */
final class EntryOptions {
    private static final String DO_NOT_TRANSLATE = "do-not-translate";
    private static final String EXACT = "exact";
    private static final String AS_WRITTEN = "as-written";
    private static final String MATCH_CASE = "match-case";
    private static final List<String> ALL = List.of(DO_NOT_TRANSLATE, EXACT, AS_WRITTEN, MATCH_CASE);

    private EntryOptions() {}

    /**
     * The entry of a term, its translation and its options. A term that is its own translation is not
     * translated.
     *
     * @throws IllegalArgumentException when they do not make one, with the rule
     */
    static GlossaryEntry entry(String source, String target, String options) {
        List<String> named = new ArrayList<>();
        for (String option : options.split(",", -1)) {
            String name = option.strip();
            if (!name.isEmpty() && !ALL.contains(name)) {
                throw new IllegalArgumentException("there is no option " + name + "; there are "
                        + String.join(", ", ALL) + ", with commas between them");
            }
            named.add(name);
        }
        boolean untranslated = named.contains(DO_NOT_TRANSLATE) || target.equals(source);
        if (untranslated && !target.isBlank() && !target.equals(source)) {
            throw new IllegalArgumentException(
                    "the term has a translation and the option do-not-translate, which leaves it as it is; take one of them out");
        }
        return new GlossaryEntry(
                source,
                untranslated ? source : target,
                untranslated || named.contains(AS_WRITTEN) ? CasePolicy.AS_WRITTEN : CasePolicy.SENTENCE,
                untranslated || named.contains(EXACT) ? InflectionPolicy.EXACT : InflectionPolicy.INFLECTED,
                named.contains(MATCH_CASE),
                untranslated);
    }
}
