// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.api.AlignmentLink;
import dev.milena.api.Answer;
import dev.milena.api.PreparedText;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextOverflow;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.TextSpan;
import dev.milena.api.Token;
import dev.milena.api.TokenAttention;
import dev.milena.bundle.BundleFixture;
import dev.milena.bundle.GoldenText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BundleTextModelTest {
    private static final Path TINY = BundleFixture.repository().resolve("models/tiny");
    private static final String WITH_EMOJI = "I like \uD83D\uDE00 a lot.";

    private BundleTextModel model;

    @BeforeAll
    void open() {
        model = TextModels.open(TINY, EngineSettings.defaults().withThreads(1));
    }

    @AfterAll
    void close() {
        model.close();
    }

    @Test
    void shouldAnswerWithTextConfidenceAndAlignment() throws TextRefusedException {
        Answer answer = answer(prepare("Where are you going?"));

        assertThat(answer.text()).isNotBlank();
        assertThat(answer.confidence()).isBetween(0f, 1f);
        assertThat(answer.logProbStddev()).isNotNegative();
        assertThat(answer.sourceLanguage()).isEqualTo("en");
        assertThat(answer.targetLanguage()).isEqualTo("de");
        assertThat(answer.words().sourceWords()).hasSize(5);
        assertThat(answer.words().links()).isNotEmpty();
    }

    @Test
    void shouldAnswerTheSameWhenSeveralThreadsAskAtOnce() throws Exception {
        List<PreparedText> texts = new ArrayList<>();
        for (GoldenText golden : GoldenText.read(model.bundle())) {
            texts.add(prepare(golden.text()));
        }
        List<Answer> expected = model.answer(texts);
        int calls = 3;
        ExecutorService threads = Executors.newFixedThreadPool(calls);
        try (BundleTextModel shared = TextModels.open(
                TINY, EngineSettings.defaults().withThreads(calls).withCalls(calls))) {
            assertThat(shared.calls()).isEqualTo(calls);
            List<Future<List<Answer>>> answers = threads.invokeAll(Collections.nCopies(12, () -> shared.answer(texts)));
            for (Future<List<Answer>> answer : answers) {
                for (int i = 0; i < expected.size(); i++) {
                    assertSame(answer.get().get(i), expected.get(i));
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void shouldWaitForCallsThatRunWhenItsEngineIsReplaced() throws Exception {
        PreparedText text = prepare("Where are you going?");
        Answer expected = answer(text);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (BundleTextModel shared =
                TextModels.open(TINY, EngineSettings.defaults().withThreads(2).withCalls(2))) {
            Future<List<Answer>> calls = threads.submit(() -> {
                List<Answer> answers = new ArrayList<>();
                for (int i = 0; i < 200; i++) {
                    answers.addAll(shared.answer(List.of(text)));
                }
                return answers;
            });
            for (int i = 0; i < 3; i++) {
                shared.rebuild();
            }
            assertThat(calls.get()).hasSize(200).allSatisfy(answer -> assertSame(answer, expected));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void shouldKeepItsPromisesForEveryRecordedText() throws TextRefusedException {
        for (GoldenText golden : GoldenText.read(model.bundle())) {
            Answer answer = answer(prepare(golden.text()));

            assertSpans(golden.text(), answer.words().sourceWords());
            assertSpans(answer.text(), answer.words().outputWords());
            for (AlignmentLink link : answer.words().links()) {
                assertThat(link.source())
                        .isBetween(0, answer.words().sourceWords().size() - 1);
                assertThat(link.output())
                        .isBetween(0, answer.words().outputWords().size() - 1);
            }
            assertAttention(answer);
        }
    }

    private static void assertSpans(String text, List<TextSpan> words) {
        int last = 0;
        for (TextSpan word : words) {
            assertThat(word.start()).isGreaterThanOrEqualTo(last).isLessThan(word.end());
            last = word.end();
        }
        assertThat(last).isLessThanOrEqualTo(text.length());
    }

    private static void assertAttention(Answer answer) {
        TokenAttention attention = Objects.requireNonNull(answer.attention());
        int width = attention.sourceTokens().size();
        assertThat(attention.outputTokens()).hasSize(answer.outputTokens());
        assertThat(attention.logProbs()).hasSize(answer.outputTokens());
        assertThat(attention.weights()).hasSize(answer.outputTokens() * width);
        assertThat(attention.sourceTokens()).noneMatch(Token::isSpecial);
        for (int t = 0; t < answer.outputTokens(); t++) {
            int row = t;
            double sum = IntStream.range(0, width)
                    .mapToDouble(s -> attention.weights()[row * width + s])
                    .sum();
            assertThat(sum).isCloseTo(1.0, Offset.offset(1e-4));
            assertThat(attention.droppedMass()[t]).isBetween(0f, 1f);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void shouldAnswerTheSameAloneShuffledAndPadded(int beamSize) throws TextRefusedException {
        EngineSettings settings =
                EngineSettings.defaults().withThreads(1).withSearch(search -> search.withBeamSize(beamSize));
        try (BundleTextModel searching = TextModels.open(TINY, settings)) {
            List<PreparedText> texts = GoldenReplay.prepared(searching, GoldenText.read(searching.bundle()));
            List<Answer> together = searching.answer(texts);
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, texts.size()).boxed().toList());
            Collections.shuffle(order, new Random(3));
            List<Answer> shuffled =
                    searching.answer(order.stream().map(texts::get).toList());

            for (int i = 0; i < order.size(); i++) {
                assertSame(shuffled.get(i), together.get(order.get(i)));
            }
            for (int i = 0; i < texts.size(); i += 5) {
                assertSame(searching.answer(List.of(texts.get(i))).get(0), together.get(i));
            }
        }
    }

    private static void assertSame(Answer actual, Answer expected) {
        Offset<Float> close = Offset.offset(1e-3f);
        assertThat(actual.text()).isEqualTo(expected.text());
        assertThat(actual.score()).isCloseTo(expected.score(), close);
        assertThat(actual.logProbMean()).isCloseTo(expected.logProbMean(), close);
        assertThat(actual.words().outputWords()).isEqualTo(expected.words().outputWords());
        assertThat(Objects.requireNonNull(actual.attention()).weights())
                .containsExactly(Objects.requireNonNull(expected.attention()).weights(), close);
    }

    @Test
    void shouldGiveTokensUtf16SpansWhenTheTextHasAnEmoji() throws TextRefusedException {
        List<Token> tokens = prepare(WITH_EMOJI).sourceTokens();

        assertThat(tokens.get(tokens.size() - 1).isSpecial()).isTrue();
        StringBuilder covered = new StringBuilder();
        int last = 0;
        for (Token token : tokens.subList(0, tokens.size() - 1)) {
            assertThat(token.start()).isGreaterThanOrEqualTo(last);
            covered.append(WITH_EMOJI, token.start(), token.end());
            last = token.end();
        }
        assertThat(covered.toString().replace(" ", "")).isEqualTo(WITH_EMOJI.replace(" ", ""));
        assertThat(tokens)
                .anyMatch(token -> !token.isSpecial()
                        && WITH_EMOJI.substring(token.start(), token.end()).contains("\uD83D\uDE00"));
    }

    @Test
    void shouldNotTruncateWhenATextIsLong() throws TextRefusedException {
        int limit = model.info().maxSourceTokens();
        String word = "the ";
        String fits = word.repeat(limit - 1).strip();

        assertThat(prepare(fits).sourceTokens()).hasSize(limit);
        assertRefused(
                RefusalCode.TOO_MANY_TOKENS,
                fits + " the",
                null,
                null,
                (limit + 1) + " tokens",
                "at most " + limit,
                "milena.text.overflow=cut");
    }

    @Test
    void shouldAnswerTheBeginningAndSaySoWhenCuttingIsAllowed() throws TextRefusedException {
        int room = model.info().maxSourceTokens() - 1;
        String read = "the ".repeat(room - 2).strip();
        EngineSettings settings = EngineSettings.defaults().withThreads(1).withOverflow(TextOverflow.CUT);
        try (BundleTextModel cutting = TextModels.open(TINY, settings)) {
            // a word of several tokens that the limit falls into
            PreparedText cut = cutting.prepare(TextRequest.of(read + " supercalifragilistic and so on"));
            PreparedText whole = cutting.prepare(TextRequest.of(read));

            assertThat(cut.sourceCut()).isEqualTo(read.length());
            assertThat(cut.readText()).isEqualTo(read);
            assertThat(cut.sourceTokens()).isEqualTo(whole.sourceTokens()).hasSize(room - 1);
            assertThat(whole.sourceCut()).isNull();

            List<Answer> answers = cutting.answer(List.of(cut, whole));
            assertSame(answers.get(0), answers.get(1));
            assertThat(answers.get(0).sourceCut()).isEqualTo(read.length());
            assertThat(answers.get(1).sourceCut()).isNull();
            assertThat(answers.get(0).words().sourceWords()).hasSize(room - 2);
            assertAttention(answers.get(0));
        }
    }

    @Test
    void shouldRefuseWhenThereIsNothingToAnswer() {
        assertRefused(RefusalCode.EMPTY_TEXT, "", null, null, "empty");
        assertRefused(RefusalCode.EMPTY_TEXT, " \n", null, null, "only white space");
        assertRefused(RefusalCode.MALFORMED_TEXT, "a\uD83D", null, null, "unpaired surrogate at UTF-16 offset 1");
    }

    @Test
    void shouldFindTheLanguageWhenTheTagIsLonger() throws TextRefusedException {
        PreparedText text = model.prepare(new TextRequest("Hello.", "EN-us", "de-AT"));

        assertThat(text.sourceLanguage()).isEqualTo("en");
        assertThat(text.targetLanguage()).isEqualTo("de");
    }

    @Test
    void shouldRefuseWhenTheLanguageIsUnknown() {
        assertRefused(RefusalCode.UNKNOWN_LANGUAGE, "Hello.", "fr", null, "source language fr is unknown", "[en]");
        assertRefused(RefusalCode.UNKNOWN_LANGUAGE, "Hello.", null, "fr", "target language fr is unknown", "[de]");
    }

    @Test
    void shouldNotShowALanguageThatCouldBeText() {
        assertThatThrownBy(() -> model.prepare(new TextRequest("Hello.", "my secret", null)))
                .hasMessageContaining("(not a language tag, 9 UTF-16 units)")
                .hasMessageNotContaining("secret");
    }

    @Test
    void shouldHaveWordsWithoutLinksWhenAlignmentIsOff() throws TextRefusedException {
        EngineSettings settings = EngineSettings.defaults().withThreads(1).withAlignment(false);
        try (BundleTextModel plain = TextModels.open(TINY, settings)) {
            PreparedText text = plain.prepare(TextRequest.of("Where are you going?"));
            Answer answer = plain.answer(List.of(text)).get(0);

            assertThat(answer.text()).isEqualTo(answer(text).text());
            assertThat(answer.words().outputWords()).isNotEmpty();
            assertThat(answer.words().links()).isEmpty();
            assertThat(answer.attention()).isNull();
        }
    }

    @Test
    void shouldUseTheBundlesDefaultWhenNoLimitIsSet() throws TextRefusedException {
        assertThat((double) prepare("Hello.").maxNewTokens())
                .isEqualTo(model.bundle().manifest().input("max_new_tokens").defaultValue());
    }

    @Test
    void shouldStopAtTheLimitOfNewTokens() throws TextRefusedException {
        EngineSettings settings =
                EngineSettings.defaults().withThreads(1).withSearch(search -> search.withMaxNewTokens(2));
        try (BundleTextModel cut = TextModels.open(TINY, settings)) {
            PreparedText text = cut.prepare(TextRequest.of("Where are you going?"));

            assertThat(cut.answer(List.of(text)).get(0).outputTokens()).isEqualTo(2);
            assertThat(cut.selfTest().passed()).isTrue();
        }
    }

    private PreparedText prepare(String text) throws TextRefusedException {
        return model.prepare(TextRequest.of(text));
    }

    private Answer answer(PreparedText text) {
        return model.answer(List.of(text)).get(0);
    }

    private void assertRefused(
            RefusalCode code, String text, @Nullable String source, @Nullable String target, String... parts) {
        assertThatThrownBy(() -> model.prepare(new TextRequest(text, source, target)))
                .isInstanceOfSatisfying(TextRefusedException.class, refused -> assertThat(refused.code())
                        .isEqualTo(code))
                .hasMessageContainingAll(parts);
    }
}
