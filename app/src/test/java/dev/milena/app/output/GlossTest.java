// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.app.output.AnswerView.Link;
import java.util.List;
import org.junit.jupiter.api.Test;

class GlossTest {

    @Test
    void shouldSetOutputWordsAboveTheirSourceWords() {
        assertThat(Gloss.lines(Views.train(), 80))
                .containsExactly(
                        "Der  Zug    fährt   um  neun  ab            .",
                        "The  train  leaves  at  nine  train leaves  ·");
    }

    @Test
    void shouldBreakBetweenWordsWhenTheLineIsFull() {
        assertThat(Gloss.lines(Views.train(), 20))
                .containsExactly(
                        "Der  Zug    fährt", //
                        "The  train  leaves",
                        "um  neun",
                        "at  nine",
                        "ab            .",
                        "train leaves  ·");
    }

    @Test
    void shouldCountCharactersBeyondTheBasicPlaneAsOne() {
        AnswerView answer = new AnswerView(
                "a b",
                "😀😀 b",
                0,
                1,
                0,
                0,
                "END_TOKEN",
                1,
                null,
                1,
                List.of("abc", "b"),
                List.of("😀😀", "b"),
                List.of(new Link(0, 0), new Link(1, 1)),
                false,
                List.of(),
                List.of(),
                0,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                null);

        assertThat(Gloss.lines(answer, 80)).containsExactly("😀😀   b", "abc  b");
    }
}
