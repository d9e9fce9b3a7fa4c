// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.milena.api.Answer;
import dev.milena.api.AnsweredSegment;
import dev.milena.api.FinishReason;
import dev.milena.api.ModelInfo;
import dev.milena.api.PreparedText;
import dev.milena.api.RefusalCode;
import dev.milena.api.SplitAt;
import dev.milena.api.StandIns;
import dev.milena.api.TextOverflow;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.TextSpan;
import dev.milena.markup.TextFormat;
import dev.milena.protection.Protection;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DocumentsTest {
    private static final Documents ON = Documents.defaults();
    private static final Documents KEEP = new Documents(
            Segmenting.AUTO,
            BadSegments.KEEP,
            4_096,
            Protection.auto(),
            TextFormat.PLAIN,
            InCapitals.SMALL,
            TextOverflow.AUTO);

    private final WordModel model = new WordModel();

    @Test
    void shouldAskEachSentenceAndJoinTheAnswersInOrder() throws TextRefusedException {
        String text = " One two.\r\n\r\n\tThree  four!\u00A0Five? ";

        Answer answer = answer(ON, text);

        assertThat(model.asked()).containsExactly("One two.", "Three  four!", "Five?");
        assertThat(answer.text()).isEqualTo(" ONE TWO.\r\n\r\n\tTHREE  FOUR!\u00A0FIVE? ");
        assertThat(pieces(text, sources(answer))).containsExactly("One two.", "Three  four!", "Five?");
        assertThat(pieces(answer.text(), outputs(answer))).containsExactly("ONE TWO.", "THREE  FOUR!", "FIVE?");
        assertThat(pieces(text, answer.words().sourceWords()))
                .containsExactly("One", "two.", "Three", "four!", "Five?");
        assertThat(pieces(answer.text(), answer.words().outputWords()))
                .containsExactly("ONE", "TWO.", "THREE", "FOUR!", "FIVE?");
        assertThat(answer.words().links())
                .extracting("source", "output")
                .hasSize(5)
                .doesNotHaveDuplicates();
        assertThat(pieces(text, answer.unknown().source())).containsExactly("One", "Three", "Five?");
        assertThat(answer.unknown().outputTokens()).isEqualTo(3);
    }

    @Test
    void shouldCountTheTokensOfAllSegmentsAsThoseOfOneAnswer() throws TextRefusedException {
        Answer answer = answer(ON, "Aa bb cc. Dd.");
        List<Answer> alone = List.of(
                WordModel.answer(model.prepare(TextRequest.of("Aa bb cc."))),
                WordModel.answer(model.prepare(TextRequest.of("Dd."))));

        double[] logProbs = {-0.3, -0.3, -0.3, -0.3, -0.1, -0.1};
        double mean = Arrays.stream(logProbs).average().orElseThrow();
        double variance = Arrays.stream(logProbs)
                .map(x -> (x - mean) * (x - mean))
                .average()
                .orElseThrow();
        assertThat(alone).extracting(Answer::outputTokens).containsExactly(4, 2);
        assertThat(answer.outputTokens()).isEqualTo(6);
        assertThat(answer.sourceTokens()).isEqualTo(4);
        assertThat(answer.logProbMean()).isEqualTo((float) mean, within(1e-6f));
        assertThat(answer.logProbStddev()).isEqualTo((float) Math.sqrt(variance), within(1e-6f));
        assertThat(answer.score()).isEqualTo((4 * -0.3f + 2 * -0.1f) / 6, within(1e-6f));
        assertThat(answer.segments())
                .extracting(AnsweredSegment::confidence)
                .containsExactly((float) Math.exp(-0.3f), (float) Math.exp(-0.1f));
        assertThat(answer(ON, "Aa bb. Endless endless.").finishReason()).isEqualTo(FinishReason.LENGTH_LIMIT);
    }

    @Test
    void shouldShiftAttentionIntoTheWhole() throws TextRefusedException {
        String text = "One. Two three.";

        Answer answer = answer(ON, text);

        assertThat(answer.attention()).isNull();
        assertThat(answer.segments())
                .allSatisfy(segment -> assertThat(segment.attention()).isNotNull());
        var attention = Objects.requireNonNull(answer.segments().get(1).attention());
        assertThat(attention.sourceTokens().get(1).start()).isEqualTo(text.indexOf("three"));
        assertThat(attention.outputTokens().get(2).end())
                .isEqualTo(answer.text().length());
        assertThat(attention.outputTokens().get(3).isSpecial()).isTrue();
    }

    @Test
    void shouldAskATextOfOneSentenceAsItIs() throws TextRefusedException {
        TextRequest request = TextRequest.of("One two.").identifiedBy("t-0@1");

        Document document = divide(ON, request);

        assertThat(document.segments()).hasSize(1);
        assertThat(document.segments().get(0).prepared())
                .isNotNull()
                .extracting(PreparedText::request)
                .isEqualTo(request);
        assertThat(answer(ON, "One two.").segments()).isEmpty();
        assertThat(answer(ON, "!? 😍").text()).isEqualTo("!? 😍");
    }

    @Test
    void shouldNameEachSegmentForItselfAndTheFirstAsItsText() throws TextRefusedException {
        Document document = divide(ON, TextRequest.of("One. Two. Three.").identifiedBy("t-0@1"));

        assertThat(document.segments())
                .extracting(segment ->
                        Objects.requireNonNull(segment.prepared()).request().identity())
                .containsExactly("t-0@1", "t-0@1#1", "t-0@1#2");
    }

    @Test
    void shouldLeaveTheChoiceToModelTaskAndRequest() throws TextRefusedException {
        ModelInfo summary = new ModelInfo("s", "1", "00", "summarization", List.of(), List.of(), 50, 50);
        ModelInfo stated =
                new ModelInfo("s", "1", "00", "summarization", List.of(), List.of(), 50, 50, true, StandIns.NONE);
        TextRequest two = TextRequest.of("One. Two.");

        assertThat(ON.divide(two, summary, model::prepare).segments()).hasSize(1);
        assertThat(ON.divide(two, stated, model::prepare).segments()).hasSize(2);
        assertThat(with(Segmenting.ON).divide(two, summary, model::prepare).segments())
                .hasSize(2);
        assertThat(with(Segmenting.OFF)
                        .divide(two, model.info(), model::prepare)
                        .segments())
                .hasSize(1);
        assertThat(divide(ON, two.startingWith("EIN")).segments()).hasSize(1);
        assertThat(divide(ON, two.judging("EIN. ZWEI.")).segments()).hasSize(1);
    }

    @Test
    void shouldSplitASentenceThatIsTooLongAndSayWhere() throws TextRefusedException {
        String text =
                "a b c d e f, g h i j k l, m n o p q r s t u v w x y z xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx. End.";

        Answer answer = answer(ON, text);

        assertThat(pieces(text, sources(answer)))
                .containsExactly(
                        "a b c d e f,",
                        "g h i j k l,",
                        "m n o p q r",
                        "s t u v w x y z",
                        "x".repeat(28),
                        "x".repeat(27) + ".",
                        "End.");
        assertThat(answer.segments())
                .extracting(AnsweredSegment::splitAt)
                .containsExactly(
                        SplitAt.CLAUSE,
                        SplitAt.CLAUSE,
                        SplitAt.WORD,
                        SplitAt.WORD,
                        SplitAt.CHARACTER,
                        SplitAt.SENTENCE,
                        SplitAt.SENTENCE);
        assertThat(answer.text()).isEqualTo(text.toUpperCase(Locale.ROOT));
    }

    @Test
    void shouldSplitWhereAModelWouldCut() throws TextRefusedException {
        Document document = ON.divide(TextRequest.of("a b c d e f g h i j k l."), model.info(), request -> {
            PreparedText all = new WordModel(1_000).prepare(request);
            return all.sourceTokens().size() <= WordModel.MAX_TOKENS
                    ? all
                    : new PreparedText(request, all.sourceTokens(), 1, null, null, List.of(), 9);
        });

        assertThat(document.segments())
                .extracting(Segment::source)
                .containsExactly(new TextSpan(0, 11), new TextSpan(12, 24));
    }

    @Test
    void shouldRefuseTheWholeTextForOneSegmentUnlessToldToKeepIt() throws TextRefusedException {
        String text = "One. A trip here. Three.";

        assertThatThrownBy(() -> answer(ON, text))
                .isInstanceOfSatisfying(
                        TextRefusedException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.ENGINE_FAILED))
                .hasMessageContaining("Segment 2, UTF-16 units 5 to 17")
                .hasMessageContaining("milena.text.segment.bad=keep");
        Answer kept = answer(KEEP, text);
        assertThat(kept.text()).isEqualTo("ONE. A trip here. THREE.");
        assertThat(kept.segments().get(1))
                .isEqualTo(AnsweredSegment.leftAsItWas(
                        new TextSpan(5, 17), new TextSpan(5, 17), SplitAt.SENTENCE, RefusalCode.ENGINE_FAILED));
        assertThat(kept.segments()).extracting(AnsweredSegment::isAnswered).containsExactly(true, false, true);
        assertThat(kept.outputTokens()).isEqualTo(4);
    }

    @Test
    void shouldRefuseOrKeepASegmentThatTheModelFailedOn() throws TextRefusedException {
        TextRefusedException failed = new TextRefusedException(RefusalCode.ENGINE_FAILED, "it failed");
        List<SegmentResult> results = List.of(
                SegmentResult.answered(WordModel.answer(model.prepare(TextRequest.of("One.")))),
                SegmentResult.refused(failed));

        assertThatThrownBy(() -> divide(ON, TextRequest.of("One. Two.")).join(results))
                .hasMessageContaining("Segment 1 of 2")
                .hasMessageContaining("it failed");
        assertThat(divide(KEEP, TextRequest.of("One. Two.")).join(results).text())
                .isEqualTo("ONE. Two.");
        assertThatThrownBy(
                        () -> divide(KEEP, TextRequest.of("One. Two.")).join(List.of(results.get(1), results.get(1))))
                .isInstanceOf(TextRefusedException.class);
    }

    @Test
    void shouldRefuseAtOnceWhatIsNotTheFaultOfASegment() {
        assertThatThrownBy(() -> divide(KEEP, TextRequest.of("One. Two.").into("xx")))
                .isInstanceOfSatisfying(
                        TextRefusedException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.UNKNOWN_LANGUAGE));
        assertThat(model.asked()).hasSize(1);
    }

    @Test
    void shouldRefuseWhiteSpaceAndTextsThatAreNone() {
        assertThatThrownBy(() -> answer(ON, " \n "))
                .isInstanceOfSatisfying(
                        TextRefusedException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.EMPTY_TEXT));
        assertThatThrownBy(() -> answer(ON, "One. \uD83D Two."))
                .isInstanceOfSatisfying(
                        TextRefusedException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.MALFORMED_TEXT));
    }

    @Test
    void shouldRefuseADocumentOfTooManySegments() {
        assertThatThrownBy(() -> answer(ON, "One. ".repeat(100_000)))
                .isInstanceOfSatisfying(
                        TextRefusedException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.TEXT_TOO_LONG))
                .hasMessageContaining("more than 4096 segments", "milena.text.max.segments");
        assertThat(model.asked()).hasSizeLessThanOrEqualTo(4_097);
    }

    @Test
    void shouldSetASpaceWhereTheSourceNeedsNone() throws TextRefusedException {
        TextRequest request = TextRequest.of("今天好。你呢？");
        ModelInfo chinese = new ModelInfo("m", "1", "00", "translation", List.of("zh"), List.of("en"), 9, 9);
        Document document = ON.divide(request, chinese, model::prepare);
        List<SegmentResult> results = List.of(
                SegmentResult.answered(Answer.builder("Fine today.").build()),
                SegmentResult.answered(Answer.builder("And you?").build()));

        assertThat(document.join(results).text()).isEqualTo("Fine today. And you?");
    }

    private static Documents with(Segmenting segmenting) {
        return new Documents(
                segmenting,
                BadSegments.REFUSE,
                100,
                Protection.auto(),
                TextFormat.PLAIN,
                InCapitals.SMALL,
                TextOverflow.AUTO);
    }

    private Document divide(Documents documents, TextRequest request) throws TextRefusedException {
        return documents.divide(request, model.info(), model::prepare);
    }

    private Answer answer(Documents documents, String text) throws TextRefusedException {
        return WordModel.answer(divide(documents, TextRequest.of(text)));
    }

    private static List<TextSpan> sources(Answer answer) {
        return answer.segments().stream().map(AnsweredSegment::source).toList();
    }

    private static List<TextSpan> outputs(Answer answer) {
        return answer.segments().stream().map(AnsweredSegment::output).toList();
    }

    private static List<String> pieces(String text, List<TextSpan> spans) {
        return spans.stream()
                .map(span -> text.substring(span.start(), span.end()))
                .toList();
    }
}
