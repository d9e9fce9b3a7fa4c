// SPDX-License-Identifier: Apache-2.0
package dev.milena.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.Token;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextCutTest {

    @Test
    void shouldCutBehindTheLastWholeWordThatFits() {
        String text = "one two  three-four";
        List<Token> tokens = pieces(text, "one", " tw", "o", " ", " thr", "ee", "-", "four");

        assertThat(TextCut.cut(text, tokens, 7)).hasSize(7); // "three-" is a word and a mark
        assertThat(TextCut.cut(text, tokens, 5)).hasSize(3); // neither half of "three" nor the space before it
        assertThat(TextCut.cut(text, tokens, 4)).hasSize(3);
        assertThat(TextCut.cut(text, tokens, 3)).hasSize(3);
    }

    @Test
    void shouldCutInsideAWordThatFillsTheRoom() {
        String text = "abcdefgh";
        List<Token> tokens = pieces(text, "ab", "cd", "ef", "gh");

        assertThat(TextCut.cut(text, tokens, 3)).hasSize(3);
        assertThat(TextCut.cut("x " + text, pieces("x " + text, "x", " ab", "cd", "ef", "gh"), 4))
                .as("a word boundary far back is no reason to give up most of the room")
                .hasSize(4);
    }

    @Test
    void shouldNotCutInsideACharacter() {
        String text = "a\uD83D\uDE00\uD83D\uDE00";
        List<Token> tokens = new ArrayList<>(List.of(new Token(1, "a", 0, 1)));
        for (int unit = 0; unit < 4; unit++) {
            tokens.add(new Token(2, "<0xF0>", 1, 3));
        }
        for (int unit = 0; unit < 4; unit++) {
            tokens.add(new Token(2, "<0xF0>", 3, 5));
        }

        assertThat(TextCut.cut(text, tokens, 8)).hasSize(5);
        assertThat(TextCut.cut(text, tokens, 4)).hasSize(1);
    }

    @Test
    void shouldKeepNothingWhenNoCharacterFits() {
        List<Token> tokens = List.of(Token.special(3, "translate:"), new Token(4, "a", 0, 1), new Token(5, "b", 1, 2));

        assertThat(TextCut.cut("ab", tokens, 1)).isEmpty();
        assertThat(TextCut.cut("ab", tokens, 0)).isEmpty();
        assertThat(TextCut.cut("ab", tokens, 2)).hasSize(2);
    }

    private static List<Token> pieces(String text, String... pieces) {
        List<Token> tokens = new ArrayList<>();
        int start = 0;
        for (String piece : pieces) {
            assertThat(text.startsWith(piece, start)).isTrue();
            tokens.add(new Token(tokens.size(), piece, start, start + piece.length()));
            start += piece.length();
        }
        return tokens;
    }
}
