// SPDX-License-Identifier: Apache-2.0
package dev.milena.inspection;

import com.ibm.icu.text.RuleBasedNumberFormat;
import com.ibm.icu.util.ULocale;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Numbers in words, by CLDR's rules of a language. Any thread. */
final class SpelledNumbers {
    private static final int MOST_KEPT = 64;
    private static final int MOST_WITHOUT_RULES = 12;
    private static final char SOFT_HYPHEN = '\u00AD';
    private static final Map<String, SpelledNumbers> KNOWN = new ConcurrentHashMap<>();

    /** Not thread-safe: used under its own lock. */
    private final RuleBasedNumberFormat format;

    private final boolean isKnown;

    private SpelledNumbers(String language) {
        format = new RuleBasedNumberFormat(ULocale.forLanguageTag(language), RuleBasedNumberFormat.SPELLOUT);
        // ICU falls back to the language of the machine
        isKnown = format.getLocale(ULocale.ACTUAL_LOCALE).getLanguage().equals(language);
    }

    /** Those of a language by its two or three letters. */
    static SpelledNumbers of(String language) {
        SpelledNumbers known = KNOWN.get(language);
        if (known == null) {
            known = new SpelledNumbers(language);
            if (KNOWN.size() < MOST_KEPT) {
                KNOWN.put(language, known);
            }
        }
        return known;
    }

    /**
     * Whether a text may say a number in words: in any gender or as an ordinal. "Hundred" and "thousand" do without a "one".
     * In a language that CLDR has no rules for, any text may say a small number.
     *
     * @param folded the text as {@link #folded} has it
     */
    boolean isIn(String folded, long number) {
        if (!isKnown) {
            return number <= MOST_WITHOUT_RULES;
        }
        for (String rules : format.getRuleSetNames()) {
            if (folded.contains(spelled(number, rules))) {
                return true;
            }
        }
        String alone = number == 100 || number == 1_000 || number == 1_000_000 ? withoutOne(number) : null;
        return alone != null && folded.contains(alone);
    }

    private @Nullable String withoutOne(long number) {
        String rules = format.getDefaultRuleSetName();
        String two = spelled(2, rules);
        String twice = spelled(2 * number, rules);
        String rest = twice.startsWith(two) ? twice.substring(two.length()).strip() : "";
        return rest.isEmpty() ? null : rest;
    }

    private String spelled(long number, String rules) {
        synchronized (format) {
            return folded(format.format(number, rules));
        }
    }

    /** A text in small letters and without the hyphens that nobody sees. */
    static String folded(String text) {
        return text.toLowerCase(Locale.ROOT).replace(String.valueOf(SOFT_HYPHEN), "");
    }
}
