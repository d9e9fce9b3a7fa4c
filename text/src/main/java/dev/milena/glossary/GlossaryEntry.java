// SPDX-License-Identifier: Apache-2.0
package dev.milena.glossary;

/**
 * A term and its translation. Immutable.
 *
 * @param source the term as texts have it
 * @param target its translation; the term itself where it is not translated
 * @param casePolicy in which case the translation is written
 * @param inflection which words of an answer count as the translation
 * @param matchesCase whether the term is found in its own case only, as {@code US} beside {@code us}
 * @param doNotTranslate whether the term stays as it is
 */
public record GlossaryEntry(
        String source,
        String target,
        CasePolicy casePolicy,
        InflectionPolicy inflection,
        boolean matchesCase,
        boolean doNotTranslate) {
    /** Most characters of a term or a translation. */
    public static final int MAX_LENGTH = 200;

    /** Most words of a term: what one word of a text may cost. */
    public static final int MAX_WORDS = 20;

    /**
     * An entry.
     *
     * @throws IllegalArgumentException when the term or its translation cannot be used, with the rule
     */
    public GlossaryEntry {
        check("term", source);
        check("translation", target);
        int words = Words.of(source).size();
        if (words > MAX_WORDS) {
            throw new IllegalArgumentException(
                    "the term has " + words + " words and marks; it may have " + MAX_WORDS + ", shorten it");
        }
    }

    /** A term that becomes its translation, in any form that counts, with a capital where a segment starts. */
    public static GlossaryEntry translated(String source, String target) {
        return new GlossaryEntry(source, target, CasePolicy.SENTENCE, InflectionPolicy.INFLECTED, false, false);
    }

    /** A term that is not translated. */
    public static GlossaryEntry untranslated(String source) {
        return new GlossaryEntry(source, source, CasePolicy.AS_WRITTEN, InflectionPolicy.EXACT, false, true);
    }

    /** What terms have in common that cannot be told from each other in a text. */
    String key() {
        return matchesCase ? "=" + source : String.join(" ", Words.folded(source));
    }

    private static void check(String what, String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("the " + what + " is empty; write at least one word");
        }
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("the " + what + " has " + text.length() + " characters; it may have "
                    + MAX_LENGTH + ", shorten it");
        }
        if (text.codePoints().noneMatch(Character::isLetterOrDigit)) {
            throw new IllegalArgumentException("the " + what + " has no letter and no digit; a glossary is of words");
        }
        if (text.codePoints().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "the " + what + " has a control character, such as a tab or the end of a line; take it out");
        }
    }
}
