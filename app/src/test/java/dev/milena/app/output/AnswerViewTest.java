// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.MilenaSchemas;
import dev.milena.schemas.ModelRef;
import dev.milena.schemas.SourceCoordinates;
import dev.milena.schemas.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AnswerViewTest {

    @BeforeAll
    static void trust() {
        MilenaSchemas.trust();
    }

    @Test
    void shouldShowPiecesThatTheVocabularyLacksWhereTheSourceIsCarried() {
        assertThat(AnswerView.of(answer("I love you \uD83D\uDE0D")).unknown()).containsExactly("\uD83D\uDE0D");
    }

    @Test
    void shouldSayWhereSuchPiecesAreWhereTheSourceIsNotCarried() {
        FakeTerminal screen = FakeTerminal.piped("");

        new ReadableAnswers(screen.terminal()).answer(AnswerView.of(answer(null)), "");

        assertThat(screen.out())
                .contains("    not in the vocabulary: characters 11 to 13; 1 unknown in the answer, left out\n");
    }

    private static EnrichedText answer(@Nullable String source) {
        return EnrichedText.newBuilder()
                .setText("Ich liebe dich")
                .setSource(new SourceCoordinates("milena.text", 0, 0L, 0L))
                .setModel(new ModelRef("en-de", "1", "ab"))
                .setScore(-0.25f)
                .setConfidence(0.5f)
                .setLogProbMean(-0.5f)
                .setLogProbStddev(0.125f)
                .setSourceTokens(6)
                .setOutputTokens(5)
                .setSourceText(source)
                .setUnknownSpans(List.of(new Span(11, 13)))
                .setUnknownOutputTokens(1)
                .build();
    }
}
