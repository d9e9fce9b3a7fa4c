// SPDX-License-Identifier: Apache-2.0
package dev.milena.text;

import dev.milena.api.Token;
import dev.milena.api.WellFormedText;
import java.util.List;

/** Text to tokens and back, without special tokens, truncation or padding. Any thread. */
public interface Tokenizer extends AutoCloseable {

    /**
     * Splits a text. A token's span may cover white space before its word, and is empty where a normalizer made a
     * token out of nothing; spans never go backwards.
     *
     * @param text well-formed UTF-16, see {@link WellFormedText}
     * @return the tokens in order, with UTF-16 spans in the text
     */
    List<Token> encode(String text);

    /** The text that the ids spell, nothing skipped and nothing cleaned up. */
    String decode(int[] ids);

    /** The id as the vocabulary spells it, or an empty string for an id that the vocabulary skips. */
    String piece(int id);

    /** Every id is below this number. */
    int vocabularySize();

    @Override
    void close();
}
