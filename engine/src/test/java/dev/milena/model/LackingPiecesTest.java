// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.api.Answer;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.TextSpan;
import dev.milena.api.Token;
import dev.milena.bundle.BundleFixture;
import dev.milena.bundle.Manifest.VocabularySizes;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A Marian whose SentencePiece models have pieces that its vocabulary lacks: " Tom", " the" and "ould" of the source, " die" of the
 * target; {@code model-export/tests/make_kinds.py} writes it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LackingPiecesTest {
    private BundleTextModel model;

    @BeforeAll
    void open() {
        model = TextModels.open(
                BundleFixture.repository().resolve("engine/src/test/resources/bundles/marian"),
                EngineSettings.defaults().withThreads(1));
    }

    @AfterAll
    void close() {
        model.close();
    }

    @Test
    void shouldKnowHowManyIdsTheModelHas() {
        assertThat(model.bundle().manifest().vocabularySizes()).isEqualTo(new VocabularySizes(1403, 1403));
        assertThat(model.bundle().manifest().sourceIds()).isEqualTo(1406);
    }

    @Test
    void shouldNamePiecesWithTheirPlacesInTheText() throws TextRefusedException {
        String text = "\uD83D\uDE00 Tom would look at the 12.";

        assertThat(answer(TextRequest.of(text)).unknown().source())
                .containsExactly(span(text, "Tom"), span(text, "ould"), span(text, "the"));
    }

    @Test
    void shouldNameNothingWhenTheVocabularyHasEveryPiece() throws TextRefusedException {
        assertThat(answer(TextRequest.of("I look at him.")).unknown().isEmpty()).isTrue();
    }

    @Test
    void shouldReadEveryLackingPieceAsTheSame() throws TextRefusedException {
        TextRequest tom = TextRequest.of("I look at Tom.");
        TextRequest the = TextRequest.of("I look at the.");

        assertThat(model.prepare(tom).sourceTokens().stream().map(Token::id))
                .isNotEqualTo(model.prepare(the).sourceTokens().stream().map(Token::id));
        assertThat(answer(tom).text()).isEqualTo(answer(the).text());
        assertThat(answer(tom).score()).isEqualTo(answer(the).score());
    }

    @Test
    void shouldRefuseATargetThatHasALackingPiece() throws TextRefusedException {
        TextRequest request = TextRequest.of("I look at him.");

        assertRefused(request.startingWith("\uD83D\uDE00 die"), "the target_prefix has, at UTF-16 offset 2, ");
        assertRefused(request.judging("die"), "the target_text has, at UTF-16 offset 0, ");
        assertThat(answer(request.startingWith("das")).text()).startsWith("das");
    }

    private void assertRefused(TextRequest request, String place) {
        assertThatThrownBy(() -> model.prepare(request))
                .isInstanceOfSatisfying(TextRefusedException.class, refusal -> assertThat(refusal.code())
                        .isEqualTo(RefusalCode.INVALID_TARGET))
                .hasMessage(
                        place + "a piece that the bundle's vocabulary lacks; an answer cannot hold it. Leave it out.");
    }

    private Answer answer(TextRequest request) throws TextRefusedException {
        return model.answer(List.of(model.prepare(request))).get(0);
    }

    private static TextSpan span(String text, String piece) {
        int start = text.indexOf(piece);
        return new TextSpan(start, start + piece.length());
    }
}
