// SPDX-License-Identifier: Apache-2.0
package dev.milena.language;

import java.util.Set;

/**
 * Finds the language of a text. Any thread. The same text with the same candidates always gets the same answer, since a text
 * may be asked about again after a restart.
 */
public interface LanguageDetector {
    /**
     * The language of a text.
     *
     * @param text a text of any length, also one that is in no language
     * @param candidates BCP-47 tags of the languages that somebody can read; what is found may be another one
     * @return one of the candidates as it is spelled there, another language, or none that is sure
     */
    DetectedLanguage detect(String text, Set<String> candidates);
}
