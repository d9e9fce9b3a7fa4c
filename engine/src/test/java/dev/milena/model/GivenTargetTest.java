// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.api.Answer;
import dev.milena.api.FinishReason;
import dev.milena.api.PreparedText;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.bundle.Bundle;
import dev.milena.bundle.BundleFixture;
import dev.milena.bundle.Manifest;
import dev.milena.bundle.Manifest.TargetTemplate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Starts of answers, and whole ones to judge, with the shipped bundle. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GivenTargetTest {
    private static final TextRequest REQUEST = TextRequest.of("The train to Hamburg leaves at half past seven.");
    private static final Offset<Float> CLOSE = Offset.offset(2e-3f);

    private BundleTextModel model;

    @BeforeAll
    void open() {
        EngineSettings settings = EngineSettings.defaults()
                .withThreads(1)
                .withSearch(search -> search.withBeamSize(3).withHypotheses(3).withLengthPenalty(0.6f));
        model = TextModels.open(BundleFixture.repository().resolve("models/en-de"), settings);
    }

    @AfterAll
    void close() {
        model.close();
    }

    @Test
    void shouldJudgeItsOwnAnswersAsItsSearchDid() throws TextRefusedException {
        Answer made = answer(REQUEST);
        Answer judged = answer(REQUEST.judging(made.text()));

        assertThat(judged.scored()).isTrue();
        assertThat(judged.text()).isEqualTo(made.text());
        assertThat(judged.score()).isCloseTo(made.score(), CLOSE);
        assertThat(judged.logProbMean()).isCloseTo(made.logProbMean(), CLOSE);
        assertThat(judged.logProbStddev()).isCloseTo(made.logProbStddev(), CLOSE);
        assertThat(judged.finishReason()).isEqualTo(FinishReason.END_TOKEN);
        assertThat(judged.words().links()).hasSameSizeAs(made.words().links());
        assertThat(judged.alternatives()).isEmpty();
        assertThat(made.scored()).isFalse();
        assertThat(made.alternatives()).hasSize(2).allSatisfy(other -> {
            assertThat(other.text()).isNotBlank();
            assertThat(other.score()).isLessThanOrEqualTo(made.score());
            assertThat(other.confidence()).isBetween(0f, 1f);
        });
        assertThat(answer(REQUEST.judging(made.alternatives().get(1).text())).score())
                .isCloseTo(made.alternatives().get(1).score(), CLOSE);
    }

    @Test
    void shouldJudgeTheSameWhateverTheSearchIs() throws TextRefusedException {
        Answer expected = answer(REQUEST.judging("Der Zug, der Zug, der Zug."));
        EngineSettings settings = EngineSettings.defaults()
                .withThreads(1)
                .withSearch(search -> search.withLengthPenalty(0.6f)
                        .withMaxNewTokens(20)
                        .withSampling(new Sampling(2, 5, 0.5, 0))
                        .withControl("repetition_penalty", 3)
                        .withControl("no_repeat_ngram_size", 1)
                        .withControl("min_new_tokens", 15));
        try (BundleTextModel other = TextModels.open(model.bundle(), settings)) {
            PreparedText text = other.prepare(REQUEST.judging("Der Zug, der Zug, der Zug."));

            Answer judged = other.answer(List.of(text)).get(0);

            assertThat(judged.text()).isEqualTo(expected.text());
            assertThat(judged.score()).isCloseTo(expected.score(), CLOSE);
            assertThat(judged.logProbStddev()).isCloseTo(expected.logProbStddev(), CLOSE);
        }
    }

    @Test
    void shouldJudgeAWrongTargetLower() throws TextRefusedException {
        Answer right = answer(REQUEST.judging("Der Zug nach Hamburg fährt um halb acht."));
        Answer wrong = answer(REQUEST.judging("Der Hund schläft unter dem Tisch."));

        assertThat(right.confidence()).isGreaterThan(2 * wrong.confidence());
    }

    @Test
    void shouldGoOnFromAPrefixAndLeaveItOutOfTheConfidence() throws TextRefusedException {
        Answer free = answer(REQUEST);
        Answer led = answer(REQUEST.startingWith("Um halb acht fährt "));
        Answer same =
                answer(REQUEST.startingWith(free.text().substring(0, free.text().indexOf(' '))));

        assertThat(led.text()).startsWith("Um halb acht fährt ");
        assertThat(led.text().length()).isGreaterThan("Um halb acht fährt ".length());
        assertThat(led.scored()).isFalse();
        assertThat(led.words().links()).isNotEmpty();
        assertThat(same.text()).isEqualTo(free.text());
        assertThat(same.logProbMean()).isNotEqualTo(free.logProbMean());
        assertThat(answer(REQUEST.startingWith("")).text()).isEqualTo(free.text());
    }

    @Test
    void shouldAnswerTheSameAloneAndBesideTextsThatWantSomethingElse() throws TextRefusedException {
        List<TextRequest> requests = List.of(
                REQUEST.judging("Der Zug fährt."),
                REQUEST,
                TextRequest.of("Thank you!").startingWith("Vielen"),
                REQUEST.startingWith("Um halb acht"),
                TextRequest.of("Thank you!").judging("Danke!"),
                TextRequest.of("Where is the station?"));
        List<PreparedText> texts = new ArrayList<>();
        for (TextRequest request : requests) {
            texts.add(model.prepare(request));
        }

        List<Answer> together = model.answer(texts);

        for (int i = 0; i < texts.size(); i++) {
            Answer alone = model.answer(List.of(texts.get(i))).get(0);
            assertThat(together.get(i).text()).isEqualTo(alone.text());
            assertThat(together.get(i).score()).isCloseTo(alone.score(), CLOSE);
            assertThat(together.get(i).logProbMean()).isCloseTo(alone.logProbMean(), CLOSE);
            assertThat(together.get(i).scored()).isEqualTo(alone.scored());
        }
    }

    @Test
    void shouldRefuseATargetThatCannotBeUsed() {
        int longest = model.info().maxNewTokens();
        assertRefused(RefusalCode.INVALID_TARGET, REQUEST.startingWith("a").judging("b"), "Send one of them");
        assertRefused(RefusalCode.INVALID_TARGET, REQUEST.judging(""), "of the target_text: the text is empty");
        assertRefused(RefusalCode.INVALID_TARGET, REQUEST.startingWith(" \t"), "target_prefix", "empty");
        assertRefused(RefusalCode.INVALID_TARGET, REQUEST.startingWith("a\uD83D"), "unpaired surrogate");
        assertRefused(RefusalCode.INVALID_TARGET, REQUEST.startingWith("Der漢Zug"), "UTF-16 offset 3", "token 1");
        assertRefused(
                RefusalCode.TARGET_TOO_LONG,
                REQUEST.judging("der ".repeat(longest)),
                (longest + 1) + " tokens",
                "most " + longest);
        assertRefused(
                RefusalCode.TARGET_TOO_LONG,
                REQUEST.startingWith("der ".repeat(longest)),
                longest + " tokens",
                "most " + (longest - 1));
    }

    @Test
    void shouldAnswerWhenATargetJustFits() throws TextRefusedException {
        int longest = model.info().maxNewTokens();
        String fits = "der ".repeat(longest - 1);

        assertThat(answer(REQUEST.judging(fits)).outputTokens()).isEqualTo(longest);
        assertThat(answer(REQUEST.startingWith(fits)).outputTokens()).isGreaterThanOrEqualTo(longest);
    }

    @Test
    void shouldRefuseWhenTheBundleCannotBeGivenTargets(@TempDir Path folder) {
        Manifest manifest = Bundle.open(BundleFixture.in(folder).folder()).manifest();
        try (BundleTokenizers tokenizers = BundleTokenizers.open(model.bundle())) {
            TargetPreparation targets = new TargetPreparation(manifest, tokenizers.target());

            assertThatThrownBy(() -> targets.given(REQUEST.startingWith("Der"), new TargetTemplate(null, List.of())))
                    .isInstanceOfSatisfying(TextRefusedException.class, refused -> assertThat(refused.code())
                            .isEqualTo(RefusalCode.UNSUPPORTED_CONTROL))
                    .hasMessageContainingAll("target_prefix", manifest.name(), "Export it again");
        }
    }

    private Answer answer(TextRequest request) throws TextRefusedException {
        return model.answer(List.of(model.prepare(request))).get(0);
    }

    private void assertRefused(RefusalCode code, TextRequest request, String... parts) {
        assertThatThrownBy(() -> model.prepare(request))
                .isInstanceOfSatisfying(TextRefusedException.class, refused -> assertThat(refused.code())
                        .isEqualTo(code))
                .hasMessageContainingAll(parts)
                .hasMessageNotContaining("Zug");
    }
}
