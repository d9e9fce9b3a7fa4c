// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.MilenaSchemas;
import dev.milena.schemas.ModelRef;
import dev.milena.schemas.SourceCoordinates;
import org.junit.jupiter.api.Test;

class ReadableAnswersTest {
    static {
        MilenaSchemas.trust();
    }

    @Test
    void shouldPrintPlainTextWhenPiped() {
        FakeTerminal screen = FakeTerminal.piped("");

        new ReadableAnswers(screen.terminal()).answer(Views.train(), "after 12 ms");

        assertThat(screen.out()).isEqualTo("""
                         1  The train leaves at nine.
                          → Der Zug fährt um neun ab.
                            confidence 0.83 · after 12 ms
                            Der  Zug    fährt   um  neun  ab            .
                            The  train  leaves  at  nine  train leaves  ·

                        """.replaceAll("(?m)^ {0}", ""));
    }

    @Test
    void shouldSayOfWhichWindowASummaryIsAndWhetherMoreComes() {
        FakeTerminal screen = FakeTerminal.piped("");
        ReadableAnswers answers = new ReadableAnswers(screen.terminal());

        answers.answer(Views.ofWindow(false), "");
        answers.answer(Views.ofWindow(true), "");

        assertThat(screen.out())
                .contains(
                        "    early update 2 of 1970-01-01 00:00:00 to 1970-01-01 00:01:00 UTC, 3 events, 1 unreadable\n")
                .contains("    final summary of 1970-01-01 00:00:00 to");
    }

    @Test
    void shouldIndentEveryLineOfASourceThatHasSeveral() {
        FakeTerminal screen = FakeTerminal.piped("");
        EnrichedText answer = EnrichedText.newBuilder()
                .setText("the pump")
                .setSource(new SourceCoordinates("milena.text", 0, 1L, 1L))
                .setModel(new ModelRef("headline", "1", ""))
                .setScore(0)
                .setConfidence(0.9f)
                .setLogProbMean(0)
                .setLogProbStddev(0)
                .setSourceTokens(1)
                .setOutputTokens(1)
                .setSourceText("The pump leaks.\n\nIt is shut off.")
                .build();

        new ReadableAnswers(screen.terminal()).answer(AnswerView.of(answer), "");

        assertThat(screen.out()).startsWith(" 1  The pump leaks.\n    It is shut off.\n  → the pump\n");
    }

    @Test
    void shouldStyleOnlyWhereAPersonLooks() {
        FakeTerminal screen = FakeTerminal.watched(80);

        new ReadableAnswers(screen.terminal()).answer(Views.train(), "");

        assertThat(screen.out())
                .contains("\033[1mDer Zug fährt um neun ab.\033[0m")
                .contains("\033[32mconfidence 0.83");
    }

    @Test
    void shouldPrintWhatElseWasFoundAndThatAnAnswerWasGiven() {
        FakeTerminal screen = FakeTerminal.piped("");

        new ReadableAnswers(screen.terminal()).answer(Views.judged(), "");

        assertThat(screen.out()).contains("    given, judged with 0.83\n    or 0.50  Der Zug\n");
    }

    @Test
    void shouldShowWhatTheVocabularyLacks() {
        FakeTerminal screen = FakeTerminal.piped("");

        new ReadableAnswers(screen.terminal()).answer(Views.unknown(), "");

        assertThat(screen.out()).contains("    not in the vocabulary: train nine; 2 unknown in the answer, left out\n");
    }

    @Test
    void shouldShowWhatLooksWrong() {
        FakeTerminal screen = FakeTerminal.piped("");

        new ReadableAnswers(screen.terminal()).answer(Views.inDoubt(), "");

        assertThat(screen.out()).contains("    in doubt: too short 0.25, numbers altered 1\n");
    }

    @Test
    void shouldShowWhatWasReadOfASourceThatWasCut() {
        FakeTerminal screen = FakeTerminal.piped("");

        new ReadableAnswers(screen.terminal()).answer(Views.train(0.9f, "END_TOKEN", 16), "");

        assertThat(screen.out()).startsWith(" 1  The train leaves …\n  → Der Zug");
    }

    @Test
    void shouldMarkDoubtfulAndCutAnswers() {
        FakeTerminal screen = FakeTerminal.watched(80);
        ReadableAnswers answers = new ReadableAnswers(screen.terminal());

        answers.answer(Views.train(0.3f, "END_TOKEN"), "");
        answers.answer(Views.train(0.9f, "LENGTH_LIMIT"), "");
        answers.answer(Views.train(0.9f, "END_TOKEN", 16), "");

        assertThat(screen.out())
                .contains("\033[33mconfidence 0.30\033[0m")
                .contains("\033[33mconfidence 0.90, cut off at the length limit\033[0m")
                .contains("\033[33mconfidence 0.90, read the first 16 of 25 characters only\033[0m");
    }
}
