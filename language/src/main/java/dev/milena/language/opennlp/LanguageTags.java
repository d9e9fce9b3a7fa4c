// SPDX-License-Identifier: Apache-2.0
package dev.milena.language.opennlp;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;

/** The tags of languages that OpenNLP names by three letters. Stateless. */
final class LanguageTags {
    /** Where OpenNLP names one language of several that share a tag. */
    private static final Map<String, String> OF_A_GROUP =
            Map.of("cmn", "zh", "ekk", "et", "lvs", "lv", "nan", "zh", "pes", "fa", "plt", "mg", "pnb", "pa");

    private static final Map<String, String> BY_THREE_LETTERS = byThreeLetters();

    private LanguageTags() {}

    /** The language subtag of BCP-47; the three letters where there is no shorter one. */
    static String of(String threeLetters) {
        return BY_THREE_LETTERS.getOrDefault(threeLetters, threeLetters);
    }

    private static Map<String, String> byThreeLetters() {
        Map<String, String> tags = new HashMap<>(OF_A_GROUP);
        for (String language : Locale.getISOLanguages()) {
            try {
                tags.put(Locale.forLanguageTag(language).getISO3Language(), language);
            } catch (MissingResourceException e) {
                // has no name of three letters
            }
        }
        return Map.copyOf(tags);
    }
}
