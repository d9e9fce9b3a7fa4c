// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.schemas.AttentionMap;
import dev.milena.schemas.DeadLetter;
import dev.milena.schemas.DeadLetterCode;
import dev.milena.schemas.Doubt;
import dev.milena.schemas.DoubtKind;
import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.Span;
import dev.milena.serde.EnrichedTextSerde;
import dev.milena.testing.FakeTextModel;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** Answers in doubt in the contracts, and their topic. The model of these tests repeats its text in brackets. */
class DoubtTopologyTest {
    /** Its answer is in its own language. */
    private static final String COPIED = "weather is so good today";

    private static final String SHORT = "Berlin";
    private static final Map<String, String> QUARANTINE = Map.of("milena.quarantine.topic", "milena.quarantine");

    private static TestOutputTopic<byte[], EnrichedText> quarantine(TopologyFixture kafka) {
        return kafka.driver.createOutputTopic(
                "milena.quarantine", new ByteArrayDeserializer(), new EnrichedTextSerde().deserializer());
    }

    @Test
    void shouldSayWhatLooksWrongAndWhere() {
        try (TopologyFixture kafka = TopologyFixture.stepped(Map.of("milena.output.span.unit", "code-points"))) {
            kafka.sendText("k", "😀 Berlin. The " + COPIED);
            kafka.tick();

            EnrichedText answer = kafka.answers.readValue();
            Doubt copied = answer.getDoubts().stream()
                    .filter(doubt -> doubt.getKind() == DoubtKind.COPIED)
                    .findFirst()
                    .orElseThrow();
            Span span = copied.getOutput().get(0);
            int start = answer.getText().offsetByCodePoints(0, span.getStart());
            assertThat(answer.getText().substring(start, answer.getText().offsetByCodePoints(0, span.getEnd())))
                    .isEqualTo("The " + COPIED);
            assertThat(copied.getSource()).isEmpty();
            assertThat(copied.getValue()).isEqualTo(1);
            assertThat(kafka.observer.doubts).contains(dev.milena.api.DoubtKind.COPIED);
        }
    }

    @Test
    void shouldSayNothingWhenNothingIsLookedFor() {
        try (TopologyFixture kafka = TopologyFixture.stepped(Map.of("milena.doubt.kinds", ""))) {
            kafka.sendText("k", COPIED);
            kafka.tick();

            assertThat(kafka.answers.readValue().getDoubts()).isEmpty();
            assertThat(kafka.observer.doubts).isEmpty();
        }
    }

    @Test
    void shouldSendAnswersInDoubtToTheirTopicInsteadOfTheOthersAndInTheOrderOfTheKey() {
        try (TopologyFixture kafka = TopologyFixture.stepped(QUARANTINE)) {
            for (String text : List.of(SHORT, COPIED, SHORT, COPIED + " again")) {
                kafka.sendText("k", text);
            }
            kafka.tick();

            assertThat(kafka.answerTexts()).containsExactly("<Berlin>", "<Berlin>");
            List<EnrichedText> quarantined = quarantine(kafka).readValuesToList();
            assertThat(quarantined)
                    .extracting(EnrichedText::getText)
                    .containsExactly("<" + COPIED + ">", "<" + COPIED + " again>");
            assertThat(quarantined)
                    .allSatisfy(answer -> assertThat(answer.getDoubts()).isNotEmpty());
            assertThat(quarantined).noneMatch(EnrichedText::getAttentionOmitted);
            assertThat(kafka.attention.readValuesToList())
                    .extracting(AttentionMap::getSource)
                    .contains(quarantined.get(0).getSource());
            assertThat(kafka.deadLetters.isEmpty()).isTrue();
            assertThat(kafka.storeSize()).isZero();
        }
    }

    @Test
    void shouldKeepKeyAndTimeOfAnEventInQuarantine() {
        try (TopologyFixture kafka = TopologyFixture.stepped(QUARANTINE)) {
            kafka.sendText("the key", COPIED);
            kafka.tick();

            TestRecord<String, EnrichedText> record = kafka.driver
                    .createOutputTopic(
                            "milena.quarantine", new StringDeserializer(), new EnrichedTextSerde().deserializer())
                    .readRecord();
            assertThat(record.key()).isEqualTo("the key");
            assertThat(record.getRecordTime()).isEqualTo(TopologyFixture.START);
        }
    }

    @Test
    void shouldRefuseAnAnswerThatItsQuarantineWouldNotTake() {
        Map<String, RecordLimits> limits =
                Map.of("milena.quarantine", new RecordLimits(300, RecordLimits.UNLIMITED, RecordLimits.UNLIMITED));
        try (TopologyFixture kafka = TopologyFixture.stepped(QUARANTINE, limits)) {
            kafka.sendText("k", COPIED);
            kafka.sendText("k", SHORT);
            kafka.tick();

            DeadLetter letter = kafka.deadLetters.readValue();
            assertThat(letter.getCode()).isEqualTo(DeadLetterCode.RESULT_TOO_LARGE);
            assertThat(letter.getMessage()).contains("milena.quarantine").doesNotContain("weather");
            assertThat(kafka.answerTexts()).containsExactly("<Berlin>");
        }
    }

    @Test
    void shouldAnswerWithTheSecondTryWhereItHasFewerDoubtsInTheOrderOfTheKey() {
        Map<String, String> settings =
                Map.of("milena.doubt.retry", "true", "milena.doubt.kinds", "RUNAWAY", "milena.batch.max.texts", "1");
        try (TopologyFixture kafka = TopologyFixture.stepped(settings)) {
            for (String text : List.of(FakeTextModel.ENDLESS, SHORT, FakeTextModel.ENDLESS + " twice", SHORT)) {
                kafka.sendText("k", text);
            }
            kafka.tick();
            kafka.tick();

            List<EnrichedText> answers = kafka.answers.readValuesToList();
            assertThat(answers).extracting(EnrichedText::getText).startsWith("<endless>", "<Berlin>");
            assertThat(answers.get(2).getText()).startsWith("<endless twice>UNNN");
            assertThat(answers.get(3).getText()).isEqualTo("<Berlin>");
            assertThat(answers.get(2).getDoubts()).extracting(Doubt::getKind).containsExactly(DoubtKind.RUNAWAY);
            assertThat(kafka.observer.triedAgain).containsExactlyInAnyOrder(true, false);
            assertThat(kafka.observer.doubts).containsExactly(dev.milena.api.DoubtKind.RUNAWAY);
            assertThat(kafka.storeSize()).isZero();
        }
    }

    @Test
    void shouldMakeADeadLetterOfARunaway() {
        try (TopologyFixture kafka = TopologyFixture.stepped(Map.of("milena.doubt.runaway", "refuse"))) {
            kafka.sendText("k", FakeTextModel.ENDLESS + " is it");
            kafka.sendText("k", SHORT);
            kafka.tick();

            DeadLetter letter = kafka.deadLetters.readValue();
            assertThat(letter.getCode()).isEqualTo(DeadLetterCode.RUNAWAY_ANSWER);
            assertThat(letter.getMessage())
                    .contains("en-de", "milena.doubt.runaway")
                    .doesNotContain(FakeTextModel.ENDLESS);
            assertThat(kafka.answerTexts()).containsExactly("<Berlin>");
        }
    }
}
