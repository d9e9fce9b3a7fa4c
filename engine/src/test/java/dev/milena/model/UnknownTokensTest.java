// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.Answer;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.TextSpan;
import dev.milena.api.Token;
import dev.milena.api.UnknownPieces;
import dev.milena.bundle.BundleFixture;
import dev.milena.bundle.Manifest.SpecialIds;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pieces that the vocabulary of the shipped English to German model lacks, and single cases that it has none of. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnknownTokensTest {
    private static final int UNK = 1;
    private static final UnknownTokens FINDER = new UnknownTokens(new SpecialIds(9, List.of(0), UNK, 9), 10);

    private BundleTextModel model;

    @BeforeAll
    void open() {
        model = TextModels.open(
                BundleFixture.repository().resolve("models/en-de"),
                EngineSettings.defaults().withThreads(1));
    }

    @AfterAll
    void close() {
        model.close();
    }

    @ParameterizedTest
    @CsvSource({
        "I love you \uD83D\uDE0D, \uD83D\uDE0D",
        "We won! \uD83C\uDFC6, \uD83C\uDFC6",
        "We won! \uD83C\uDFC6\uD83C\uDF89 there, \uD83C\uDFC6\uD83C\uDF89",
        "\uD83D\uDE0D \uD83D\uDE0D yes, \uD83D\uDE0D|\uD83D\uDE0D",
        "\u041C\u043E\u0441\u043A\u0432\u0430 is big, \u041C\u043E\u0441\u043A\u0432\u0430",
        "I love you, ''",
    })
    void shouldSayWhichPiecesTheModelCouldNotRead(String text, String pieces) throws TextRefusedException {
        Answer answer =
                model.answer(List.of(model.prepare(TextRequest.of(text)))).get(0);

        assertThat(answer.unknown().source().stream().map(span -> text.substring(span.start(), span.end())))
                .containsExactly(pieces.isEmpty() ? new String[0] : pieces.split("\\|"));
    }

    @Test
    void shouldMergeNeighboursAndLeaveWhiteSpaceOut() {
        String text = " ab c  ";
        List<Token> tokens =
                List.of(new Token(UNK, "\u2581a", 0, 2), new Token(UNK, "b", 2, 3), new Token(UNK, " c  ", 3, 7));

        assertThat(FINDER.of(text, tokens, new int[] {5, 0}))
                .isEqualTo(new UnknownPieces(List.of(new TextSpan(1, 3), new TextSpan(4, 5)), 0));
    }

    @Test
    void shouldLeaveOutWhatCoversNothing() {
        List<Token> tokens =
                List.of(Token.special(UNK, "<unk>"), new Token(UNK, "\u2581", 1, 1), new Token(UNK, "\u2581", 1, 2));

        assertThat(FINDER.of("a b", tokens, new int[] {0}).isEmpty()).isTrue();
    }

    @Test
    void shouldTakeIdsThatTheModelDoesNotHaveForUnknown() {
        List<Token> tokens = List.of(
                new Token(9, "\u2581a", 0, 1),
                new Token(10, "\u2581b", 1, 3),
                new Token(11, "c", 3, 4),
                Token.special(12, "</s>"));

        assertThat(FINDER.of("a bc", tokens, new int[] {5, 0}))
                .isEqualTo(new UnknownPieces(List.of(new TextSpan(2, 4)), 0));
    }

    @Test
    void shouldCountUnknownTokensOfTheOutput() {
        assertThat(FINDER.of("a", List.of(new Token(5, "a", 0, 1)), new int[] {5, UNK, 6, UNK, 0}))
                .isEqualTo(new UnknownPieces(List.of(), 2));
    }

    @Test
    void shouldTakeNoEndTokenForAnUnknownOne() {
        UnknownTokens finder = new UnknownTokens(new SpecialIds(9, List.of(UNK), UNK, null), 10);

        assertThat(finder.of("a", List.of(new Token(UNK, "a", 0, 1)), new int[] {5, UNK}))
                .isEqualTo(UnknownPieces.NONE);
    }
}
