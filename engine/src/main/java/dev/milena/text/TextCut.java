// SPDX-License-Identifier: Apache-2.0
package dev.milena.text;

import dev.milena.api.TextSpan;
import dev.milena.api.Token;
import dev.milena.api.WellFormedText;
import java.util.List;

/**
 * Where a text with too many tokens is cut: behind the last whole word that fits, or, where that would give up more than
 * half of the room (a word of hundreds of tokens), behind the last whole character. Stateless, any thread.
 */
public final class TextCut {

    private TextCut() {}

    /**
     * The tokens from the start that are kept; the last of them ends the part of the text that is read.
     *
     * @param text the text
     * @param tokens its tokens in order, with spans in the text; special ones cover nothing
     * @param room most tokens to keep, less than there are
     * @return a view of {@code tokens}; empty when no token of the text fits
     */
    public static List<Token> cut(String text, List<Token> tokens, int room) {
        List<TextSpan> words = Words.of(text);
        for (int kept = room; kept > room / 2; kept--) {
            if (betweenCharacters(text, tokens, kept)
                    && !insideAWord(tokens.get(kept - 1).end(), words)) {
                return tokens.subList(0, kept);
            }
        }
        for (int kept = room; kept > 0; kept--) {
            if (betweenCharacters(text, tokens, kept)) {
                return tokens.subList(0, kept);
            }
        }
        return List.of();
    }

    /** Several tokens may spell one character, byte by byte; white space at the end says nothing. */
    private static boolean betweenCharacters(String text, List<Token> tokens, int kept) {
        Token last = tokens.get(kept - 1);
        return !last.isSpecial()
                && tokens.get(kept).start() >= last.end()
                && !text.substring(last.start(), last.end()).codePoints().allMatch(WellFormedText::isSpace);
    }

    private static boolean insideAWord(int position, List<TextSpan> words) {
        return words.stream().anyMatch(word -> word.start() < position && position < word.end());
    }
}
