// SPDX-License-Identifier: Apache-2.0
package dev.milena.glossary;

/** In which case the translation of a term is written. */
public enum CasePolicy {
    /** As in the glossary, but with a capital at the start of a segment. */
    SENTENCE,
    /** As in the glossary, wherever it stands. */
    AS_WRITTEN
}
