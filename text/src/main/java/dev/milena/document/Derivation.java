// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import dev.milena.api.Answer;

/**
 * How a text that a model is asked came of the text of a record. Immutable, any thread.
 */
@FunctionalInterface
interface Derivation {
    /** Of a text that is asked itself. */
    Derivation NONE = answer -> answer;

    /**
     * The answer to the record's text.
     *
     * @param answer with spans in the text that was asked
     * @return with spans in the record's text, and what it does not rest on
     */
    Answer inSource(Answer answer);
}
