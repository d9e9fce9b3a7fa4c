// SPDX-License-Identifier: Apache-2.0
package dev.milena.glossary;

/** Which words of an answer count as the translation of a term. */
public enum InflectionPolicy {
    /**
     * Forms of it: without regard to case and accents, a word that begins with the whole word of the glossary, or with all but
     * the last two letters of one of six letters and more, and has at most three letters more; or that ends with the whole word
     * and at most three letters more, as compounds do, where that has four letters and more.
     */
    INFLECTED,
    /** What stands in the glossary, letter for letter. */
    EXACT
}
