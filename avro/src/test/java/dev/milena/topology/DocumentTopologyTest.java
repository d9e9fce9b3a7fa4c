// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.schemas.AttentionMap;
import dev.milena.schemas.DeadLetter;
import dev.milena.schemas.DeadLetterCode;
import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.FinishReason;
import dev.milena.schemas.Placement;
import dev.milena.schemas.ProtectedPiece;
import dev.milena.schemas.Segment;
import dev.milena.schemas.Span;
import dev.milena.schemas.SpanUnit;
import dev.milena.schemas.SplitAt;
import dev.milena.testing.FakeTextModel;
import dev.milena.testing.ScriptedBatcher;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Events of several sentences: what is asked, how it comes back, and what one bad sentence does. */
class DocumentTopologyTest {
    private static final String THREE = "One here.\r\n\r\nTwo 😍 here!  Three?";

    private static final Map<String, String> UNPROTECTED = Map.of("milena.text.protect", "none");

    @Test
    void shouldAnswerAParagraphWithTheSpansOfAllItsSentences() {
        try (TopologyFixture kafka = TopologyFixture.stepped(UNPROTECTED)) {
            kafka.sendText("k", THREE);
            kafka.tick();

            EnrichedText answer = kafka.answers.readValue();
            assertThat(answer.getText()).isEqualTo("<One here.>\r\n\r\n<Two 😍 here!>  <Three?>");
            assertThat(answer.getSpanUnit()).isEqualTo(SpanUnit.UTF16);
            assertThat(pieces(THREE, answer, Segment::getSource))
                    .containsExactly("One here.", "Two 😍 here!", "Three?");
            assertThat(pieces(answer.getText(), answer, Segment::getOutput))
                    .containsExactly("<One here.>", "<Two 😍 here!>", "<Three?>");
            assertThat(answer.getSegments()).allSatisfy(segment -> {
                assertThat(segment.getSplitAt()).isEqualTo(SplitAt.SENTENCE);
                assertThat(segment.getRefusal()).isNull();
                assertThat(segment.getConfidence()).isEqualTo((float) Math.exp(-0.3f));
                assertThat(segment.getFinishReason()).isEqualTo(FinishReason.END_TOKEN);
                assertThat(segment.getOutputTokens()).isEqualTo(2);
            });
            assertThat(answer.getOutputTokens()).isEqualTo(6);
            assertThat(answer.getSourceWords())
                    .isEqualTo(answer.getSegments().stream()
                            .map(Segment::getSource)
                            .toList());
            assertThat(answer.getAlignment())
                    .extracting("source", "output")
                    .hasSize(3)
                    .doesNotHaveDuplicates();
            assertThat(kafka.storeSize()).isZero();
        }
    }

    @Test
    void shouldSayWhichPiecesStandByteForByte() {
        try (TopologyFixture kafka = TopologyFixture.stepped(Map.of("milena.output.span.unit", "code-points"))) {
            String text = "😍 So be it. Open {0} with me@example.com! https://example.com";
            kafka.sendText("k", text);
            kafka.tick();

            EnrichedText answer = kafka.answers.readValue();
            assertThat(answer.getText())
                    .isEqualTo("😍 <So be it.> <Open {0} with me@example.com!> https://example.com");
            assertThat(answer.getProtectedPieces())
                    .containsExactly(
                            new ProtectedPiece(new Span(17, 20), new Span(20, 23), "placeholder", Placement.COPIED),
                            new ProtectedPiece(new Span(26, 40), new Span(29, 43), "email", Placement.COPIED));
        }
    }

    @Test
    void shouldAnswerATextThatIsAllProtectedWithItself() {
        try (TopologyFixture kafka = TopologyFixture.stepped(Map.of())) {
            kafka.sendText("k", "https://example.com/");
            kafka.tick();

            EnrichedText answer = kafka.answers.readValue();
            assertThat(answer.getText()).isEqualTo("https://example.com/");
            assertThat(answer.getConfidence()).isEqualTo(1);
        }
    }

    @Test
    void shouldCountCodePointsWhenToldTo() {
        try (TopologyFixture kafka = TopologyFixture.stepped(
                Map.of("milena.output.span.unit", "code-points", "milena.text.protect", "none"))) {
            kafka.sendText("k", "So 😍 One 😍. Two.");
            kafka.tick();

            EnrichedText answer = kafka.answers.readValue();
            assertThat(answer.getSpanUnit()).isEqualTo(SpanUnit.CODE_POINT);
            assertThat(answer.getSegments())
                    .extracting(Segment::getSource)
                    .containsExactly(new Span(0, 11), new Span(12, 16));
            assertThat(answer.getSegments().get(1).getOutput()).isEqualTo(new Span(14, 20));
            assertThat(answer.getOutputWords().get(1)).isEqualTo(new Span(14, 20));
            AttentionMap second = kafka.attention.readValuesToList().get(1);
            assertThat(second.getSpanUnit()).isEqualTo(SpanUnit.CODE_POINT);
            assertThat(second.getSourceTokens().get(0).getSpan()).isEqualTo(new Span(12, 16));
        }
    }

    @Test
    void shouldSendAnAttentionMapForEachSegmentWithSpansInTheWhole() {
        try (TopologyFixture kafka = TopologyFixture.stepped(UNPROTECTED)) {
            kafka.sendText("k", THREE);
            kafka.tick();

            EnrichedText answer = kafka.answers.readValue();
            List<AttentionMap> maps = kafka.attention.readValuesToList();
            assertThat(answer.getAttentionOmitted()).isFalse();
            assertThat(maps).extracting(AttentionMap::getSegment).containsExactly(0, 1, 2);
            assertThat(maps).allSatisfy(map -> {
                assertThat(map.getSource()).isEqualTo(answer.getSource());
                Segment segment = answer.getSegments().get(map.getSegment());
                assertThat(map.getSourceTokens().get(0).getSpan().getStart())
                        .isEqualTo(segment.getSource().getStart());
                assertThat(map.getOutputTokens().get(0).getSpan().getStart())
                        .isEqualTo(segment.getOutput().getStart());
            });
        }
    }

    @Test
    void shouldSayWhichAttentionMapsItsTopicWouldNotTake() {
        try (TopologyFixture kafka = TopologyFixture.stepped(
                Map.of(),
                Map.of("milena.attention", new RecordLimits(700, RecordLimits.UNLIMITED, RecordLimits.UNLIMITED)))) {
            kafka.sendText("k", "One. " + "Word ".repeat(40) + "end.");
            kafka.tick();

            assertThat(kafka.answers.readValue().getAttentionOmitted()).isTrue();
            assertThat(kafka.attention.readValuesToList())
                    .extracting(AttentionMap::getSegment)
                    .containsExactly(0);
        }
    }

    @Test
    void shouldPutSegmentsOfManyBatchesTogetherInOrder() {
        try (TopologyFixture kafka = TopologyFixture.stepped(Map.of("milena.batch.max.texts", "4"))) {
            kafka.sendText("k", document(50));
            kafka.sendText("k", "after");
            for (int i = 0; i < 20; i++) {
                kafka.tick();
            }

            assertThat(kafka.answerTexts()).containsExactly(answerTo(50), "<after>");
            assertThat(kafka.model.batchSizes()).allMatch(size -> size <= 4).hasSizeGreaterThan(12);
            assertThat(kafka.observer.answered).hasSize(2);
        }
    }

    @Test
    void shouldKeepTheOrderOfAKeyAndLetOtherKeysOvertake() {
        FakeTextModel model = new FakeTextModel("en-de");
        ScriptedBatcher batcher = new ScriptedBatcher(model);
        try (TopologyFixture kafka = TopologyFixture.scripted(Map.of(), batcher, model)) {
            kafka.sendText("a", "A one. A two.");
            kafka.sendText("a", "a3");
            kafka.sendText("b", "b1");
            batcher.finish("A two.");
            batcher.finish("a3");
            batcher.finish("b1");
            kafka.tick();
            assertThat(kafka.answerTexts()).containsExactly("<b1>");
            assertThat(kafka.storeSize()).isEqualTo(2);

            batcher.finish("A one.");
            kafka.tick();
            assertThat(kafka.answerTexts()).containsExactly("<A one.> <A two.>", "<a3>");
            assertThat(kafka.storeSize()).isZero();
        }
    }

    @Test
    void shouldRefuseTheEventWhenTheModelFailsOnOneSegment() {
        try (TopologyFixture kafka = TopologyFixture.stepped(Map.of())) {
            kafka.sendText("k", "One. A poison here. Three.");
            kafka.sendText("k", "after");
            kafka.tick();
            kafka.tick();

            DeadLetter letter = kafka.deadLetters.readValue();
            assertThat(letter.getCode()).isEqualTo(DeadLetterCode.ENGINE_FAILED);
            assertThat(letter.getMessage())
                    .contains("Segment 1 of 3, UTF-16 units 5 to 19", "milena.text.segment.bad=keep")
                    .doesNotContain("here");
            assertThat(kafka.answerTexts()).containsExactly("<after>");
            assertThat(kafka.attention.getQueueSize()).isEqualTo(1);
        }
    }

    @Test
    void shouldLeaveOneBadSegmentAsItWasWhenToldTo() {
        try (TopologyFixture kafka = TopologyFixture.stepped(Map.of("milena.text.segment.bad", "keep"))) {
            kafka.sendText("k", "One. A poison here. A trip. Four.");
            kafka.tick();
            kafka.tick();

            EnrichedText answer = kafka.answers.readValue();
            assertThat(answer.getText()).isEqualTo("<One.> A poison here. A trip. <Four.>");
            assertThat(answer.getSegments())
                    .extracting(Segment::getRefusal)
                    .containsExactly(null, "ENGINE_FAILED", "ENGINE_FAILED", null);
            assertThat(answer.getSegments().get(1).getFinishReason()).isEqualTo(FinishReason.UNKNOWN);
            assertThat(answer.getSourceWords()).hasSize(2);
            assertThat(kafka.attention.readValuesToList())
                    .extracting(AttentionMap::getSegment)
                    .containsExactly(0, 3);
            assertThat(kafka.deadLetters.isEmpty()).isTrue();
        }
    }

    @Test
    void shouldRefuseAnEventNoneOfWhoseSegmentsIsAnswered() {
        try (TopologyFixture kafka = TopologyFixture.stepped(Map.of("milena.text.segment.bad", "keep"))) {
            kafka.sendText("k", "A poison here. A poison there.");
            kafka.tick();
            kafka.tick();

            assertThat(kafka.deadLetters.readValue().getCode()).isEqualTo(DeadLetterCode.ENGINE_FAILED);
            assertThat(kafka.answers.isEmpty()).isTrue();
            assertThat(kafka.storeSize()).isZero();
        }
    }

    @Test
    void shouldSplitASentenceThatIsTooLongAndSayWhere() {
        try (TopologyFixture kafka = TopologyFixture.stepped(Map.of())) {
            String clause = "a ".repeat(FakeTextModel.MAX_SOURCE_TOKENS - 5) + "b";
            kafka.sendText("k", clause + ", " + clause + ".");
            kafka.tick();

            EnrichedText answer = kafka.answers.readValue();
            assertThat(answer.getText()).isEqualTo("<" + clause + ",> <" + clause + ".>");
            assertThat(answer.getSegments())
                    .extracting(Segment::getSplitAt)
                    .containsExactly(SplitAt.CLAUSE, SplitAt.SENTENCE);
        }
    }

    @Test
    void shouldAskATextAsItIsWhenItsAnswerIsGivenOrSegmentsAreOff() {
        try (TopologyFixture kafka =
                TopologyFixture.stepped(Map.of("milena.text.segment", "off", "milena.text.protect", "none"))) {
            kafka.sendText("k", THREE);
            kafka.tick();

            EnrichedText answer = kafka.answers.readValue();
            assertThat(answer.getText()).isEqualTo("<" + THREE + ">");
            assertThat(answer.getSegments()).isEmpty();
        }
    }

    @Test
    void shouldAnswerTheSameAfterARestartWithSomeSegmentsAnswered() {
        FakeTextModel model = new FakeTextModel("en-de");
        ScriptedBatcher batcher = new ScriptedBatcher(model);
        List<String> before;
        try (TopologyFixture kafka = TopologyFixture.scripted(Map.of(), batcher, model)) {
            kafka.sendText("k", document(4));
            before = List.copyOf(batcher.waiting());
            batcher.finish(before.get(2));
            kafka.tick();
            assertThat(kafka.answers.isEmpty()).isTrue();
            assertThat(kafka.storeSize()).isEqualTo(1);
        }
        try (TopologyFixture kafka = TopologyFixture.scripted(Map.of(), batcher, model)) {
            kafka.sendText("k", document(4));
            assertThat(batcher.waiting()).isEqualTo(before);
            before.forEach(batcher::finish);
            kafka.tick();
            assertThat(kafka.answerTexts()).containsExactly(answerTo(4));
        }
    }

    private static String document(int sentences) {
        return String.join(
                " ",
                IntStream.range(0, sentences)
                        .mapToObj(i -> "Sentence " + i + " here.")
                        .toList());
    }

    private static String answerTo(int sentences) {
        return String.join(
                " ",
                IntStream.range(0, sentences)
                        .mapToObj(i -> "<Sentence " + i + " here.>")
                        .toList());
    }

    private static List<String> pieces(String text, EnrichedText answer, Function<Segment, Span> spans) {
        return answer.getSegments().stream()
                .map(spans)
                .map(span -> text.substring(span.getStart(), span.getEnd()))
                .toList();
    }
}
