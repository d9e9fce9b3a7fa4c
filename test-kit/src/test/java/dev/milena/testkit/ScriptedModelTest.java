// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import static dev.milena.testkit.assertions.EnrichmentAssertions.assertThat;
import static dev.milena.testkit.assertions.EnrichmentAssertions.assertThatThrownBy;

import dev.milena.api.Answer;
import dev.milena.api.FinishReason;
import dev.milena.api.PreparedText;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.TextsFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ScriptedModelTest {
    private final ScriptedModel model = ScriptedModel.named("en-de");

    @Test
    void shouldPreferAFixedAnswerToTheFunction() throws Exception {
        model.answering("hello", "hallo").answering(text -> text.toUpperCase(Locale.ROOT));

        assertThat(answers("hello", "world")).extracting(Answer::text).containsExactly("hallo", "WORLD");
    }

    @Test
    void shouldAnswerByLanguageWhenTheScriptSaysSo() throws Exception {
        model.from("en").into("de", "fr").answeringRequests(request -> request.targetLanguage() + ":" + request.text());

        Answer answer = answer(TextRequest.of("hello").into("fr"));

        assertThat(answer).hasText("fr:hello").isTranslated("en", "fr");
    }

    @Test
    void shouldShortenALanguageTagUntilItIsKnown() throws Exception {
        model.from("en").into("de", "fr");

        assertThat(answer(TextRequest.of("hello").from("en-GB").into("de-AT"))).isTranslated("en", "de");
    }

    @Test
    void shouldRefuseALanguageThatItDoesNotHave() {
        model.from("en").into("de", "fr");

        assertRefused(TextRequest.of("hello").into("it"), RefusalCode.UNKNOWN_LANGUAGE);
        assertRefused(TextRequest.of("hello"), RefusalCode.UNKNOWN_LANGUAGE);
        assertRefused(TextRequest.of("hello").from("nl").into("de"), RefusalCode.UNKNOWN_LANGUAGE);
    }

    @Test
    void shouldCountWordsAsTokensAndRefuseTooMany() throws Exception {
        model.maxSourceTokens(3);

        assertThat(model.prepare(TextRequest.of(" one  two three ")).sourceTokens())
                .hasSize(3);
        assertRefused(TextRequest.of("one two three four"), RefusalCode.TOO_MANY_TOKENS);
        assertRefused(TextRequest.of(" \n"), RefusalCode.EMPTY_TEXT);
    }

    @Test
    void shouldCutAnAnswerAtItsLimit() throws Exception {
        model.maxNewTokens(3).answering("hello", "one two three");

        Answer answer = answer(TextRequest.of("hello"));

        assertThat(answer).hasText("one two");
        assertThat(answer.finishReason()).isEqualTo(FinishReason.LENGTH_LIMIT);
        assertThat(answer.outputTokens()).isEqualTo(3);
        assertThat(answer(TextRequest.of("x")).finishReason()).isEqualTo(FinishReason.END_TOKEN);
    }

    @Test
    void shouldAlignWordByWord() throws Exception {
        model.answering("good morning", "guten Morgen auch");

        assertThat(answer(TextRequest.of("good morning")))
                .ofText("good morning")
                .alignsWord("guten", "good")
                .alignsWord("Morgen", "morning")
                .alignsWord("auch", "morning")
                .isFullyAligned()
                .hasAttention();
    }

    @Test
    void shouldBeAsSureAsItIsTold() throws Exception {
        model.confidence(0.25);

        assertThat(answer(TextRequest.of("a b"))).hasConfidence(0.25);
        assertThatThrownBy(() -> model.confidence(0)).hasMessageContaining("0.0");
        assertThatThrownBy(() -> model.confidence(1.1)).hasMessageContaining("1.1");
    }

    @Test
    void shouldStartWithThePrefixAndJudgeATarget() throws Exception {
        model.answering("hello", "hallo");

        assertThat(answer(TextRequest.of("hello").startingWith("Ach, "))).hasText("Ach, hallo");
        assertThat(answer(TextRequest.of("hello").startingWith("hal"))).hasText("hallo");
        Answer judged = answer(TextRequest.of("hello").judging("moin"));
        assertThat(judged).hasText("moin");
        assertThat(judged.scored()).isTrue();
    }

    @Test
    void shouldRefuseTheTextsOfItsScript() {
        model.refusing(text -> text.length() > 3, RefusalCode.TEXT_TOO_LONG)
                .refusing("long", RefusalCode.UNSUPPORTED_CONTROL);

        assertRefused(TextRequest.of("long"), RefusalCode.UNSUPPORTED_CONTROL);
        assertRefused(TextRequest.of("longer"), RefusalCode.TEXT_TOO_LONG);
    }

    @Test
    void shouldFailTheBatchAndTheTextAlone() throws Exception {
        model.failingOn("poison");

        assertThatThrownBy(() -> answers("a", "poison")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> answers("poison")).isInstanceOf(IllegalStateException.class);
        assertThat(answers("a")).hasSize(1);
        assertThat(model).ranBatchesOf(2, 1, 1).wasAsked("a", "poison", "poison", "a");
    }

    @Test
    void shouldNameWhichTextsFailed() {
        model.namingFailureOf("poison");

        assertThatThrownBy(() -> answers("a", "poison", "b"))
                .isInstanceOfSatisfying(TextsFailedException.class, failure -> assertThat(failure.answers())
                        .extracting(answer -> answer == null ? null : answer.text())
                        .containsExactly("<a>", null, "<b>"));
    }

    @Test
    void shouldBreakSoManyCalls() throws Exception {
        model.breakingNextCalls(2);

        assertThatThrownBy(() -> answers("a", "b")).hasMessageContaining("breaks this call");
        assertThatThrownBy(() -> answers("a")).hasMessageContaining("breaks this call");
        assertThat(answers("a")).hasSize(1);
    }

    @Test
    void shouldForgetItsBatchesWhenTold() throws Exception {
        assertThat(answers("a")).hasSize(1);
        model.clearBatches();

        assertThat(model).wasNeverAsked();
        assertThat(model.isClosed()).isFalse();
        model.close();
        assertThat(model.isClosed()).isTrue();
    }

    @Test
    void shouldSayWhatItIs() {
        model.task("summarization").from("en").into("en").maxSourceTokens(7).maxNewTokens(8);

        assertThat(model.info().name()).isEqualTo("en-de");
        assertThat(model.info().task()).isEqualTo("summarization");
        assertThat(model.info().maxSourceTokens()).isEqualTo(7);
        assertThat(model.info().maxNewTokens()).isEqualTo(8);
        assertThat(model.info().speaks("en", "de")).isFalse();
    }

    private Answer answer(TextRequest request) throws TextRefusedException {
        return model.answer(List.of(model.prepare(request))).get(0);
    }

    private List<Answer> answers(String... texts) throws TextRefusedException {
        List<PreparedText> batch = new ArrayList<>();
        for (String text : texts) {
            batch.add(model.prepare(TextRequest.of(text)));
        }
        return model.answer(batch);
    }

    private void assertRefused(TextRequest request, RefusalCode code) {
        assertThatThrownBy(() -> model.prepare(request))
                .isInstanceOfSatisfying(TextRefusedException.class, refused -> assertThat(refused.code())
                        .isEqualTo(code));
    }
}
