// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.milena.api.TextRequest;
import dev.milena.schemas.Alternative;
import dev.milena.schemas.AttentionMap;
import dev.milena.schemas.DeadLetterCode;
import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.FinishReason;
import dev.milena.schemas.SourceCoordinates;
import dev.milena.schemas.Span;
import dev.milena.schemas.Task;
import dev.milena.schemas.TextEvent;
import dev.milena.testing.FakeTextModel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

class EnrichmentTopologyTest {

    @Test
    void shouldNameEveryNodeAndTheStore() {
        try (TopologyFixture kafka = TopologyFixture.stepped(Map.of())) {
            String description = EnrichmentTopology.build(kafka.config, kafka.models)
                    .describe()
                    .toString();

            assertThat(description)
                    .contains(
                            "milena-source (topics: [milena.text])",
                            "milena-enrichment (stores: [milena-pending])",
                            "milena-output (topic: milena.enriched)",
                            "milena-attention (topic: milena.attention)",
                            "milena-dead-letters (topic: milena.dead-letters)")
                    .doesNotContain("KSTREAM", "0000");
        }
    }

    @Test
    void shouldJoinATopologyOfTheCallersOwn() {
        try (TopologyFixture kafka = TopologyFixture.stepped(Map.of())) {
            StreamsBuilder own = new StreamsBuilder();
            own.stream("other").to("another");

            EnrichmentTopology.addTo(own, kafka.config, kafka.models, Map.of());

            assertThat(own.build().describe().subtopologies()).hasSize(2);
        }
    }

    @Test
    void shouldAnswerWithKeyTimestampAndHeadersOfTheEvent() {
        try (TopologyFixture kafka = TopologyFixture.stepped(Map.of())) {
            RecordHeaders headers = new RecordHeaders();
            headers.add("traceparent", new byte[] {1, 2})
                    .add("traceparent", new byte[] {3})
                    .add("empty", null);
            kafka.send("k", Events.text("how are you"), headers, 1_234);
            kafka.tick();

            TestRecord<byte[], EnrichedText> answer = kafka.answers.readRecord();
            assertThat(answer.key()).isEqualTo(Events.key("k"));
            assertThat(answer.timestamp()).isEqualTo(1_234);
            assertThat(answer.headers().toArray()).isEqualTo(headers.toArray());
            EnrichedText text = answer.value();
            assertThat(text.getText()).isEqualTo("<how are you>");
            assertThat(text.getSource()).isEqualTo(new SourceCoordinates("milena.text", 0, 0L, 1_234L));
            assertThat(text.getModel().getName()).isEqualTo("en-de");
            assertThat(text.getModel().getVersion()).isEqualTo("1");
            assertThat(text.getTask()).isEqualTo(Task.TRANSLATION);
            assertThat(text.getSourceLanguage()).isEqualTo("en");
            assertThat(text.getTargetLanguage()).isEqualTo("de");
            assertThat(text.getConfidence()).isEqualTo((float) Math.exp(-0.3f), within(1e-6f));
            assertThat(text.getFinishReason()).isEqualTo(FinishReason.END_TOKEN);
            assertThat(text.getSourceTokens()).isEqualTo(3);
            assertThat(text.getSourceWords()).containsExactly(new Span(0, 11));
            assertThat(text.getOutputWords()).containsExactly(new Span(0, 13));
            assertThat(text.getAlignment()).hasSize(1);
            assertThat(text.getAttributes()).containsExactlyEntriesOf(Map.of("id", "7"));
            assertThat(text.getSourceText()).isNull();
            assertThat(text.getAttentionOmitted()).isFalse();

            TestRecord<byte[], AttentionMap> map = kafka.attention.readRecord();
            assertThat(map.key()).isEqualTo(Events.key("k"));
            assertThat(map.timestamp()).isEqualTo(1_234);
            assertThat(map.headers().toArray()).isEqualTo(headers.toArray());
            assertThat(map.value().getSource()).isEqualTo(text.getSource());
            assertThat(map.value().getSourceTokens()).hasSize(3);
            assertThat(map.value().getOutputTokens()).hasSize(2);
            assertThat(map.value().getWeights()).hasSize(6);
            assertThat(map.value().getOutputTokens().get(1).getSpan()).isNull();

            assertThat(kafka.deadLetters.isEmpty()).isTrue();
            assertThat(kafka.storeSize()).isZero();
            assertThat(kafka.observer.answered).containsExactly("en-de");
        }
    }

    @Test
    void shouldSayHowMuchOfATextWasReadWhenItWasCut() {
        try (TopologyFixture kafka =
                TopologyFixture.stepped(Map.of("milena.text.overflow", "cut", "milena.text.segment", "off"))) {
            String fits = "a ".repeat(FakeTextModel.MAX_SOURCE_TOKENS).strip();
            kafka.sendText("k", fits + " b");
            kafka.sendText("k", fits);
            kafka.tick();

            EnrichedText cut = kafka.answers.readValue();
            assertThat(cut.getSourceCut()).isEqualTo(fits.length());
            assertThat(cut.getText()).isEqualTo(FakeTextModel.answerTo(fits));
            assertThat(cut.getSourceTokens()).isEqualTo(FakeTextModel.MAX_SOURCE_TOKENS);
            EnrichedText whole = kafka.answers.readValue();
            assertThat(whole.getSourceCut()).isNull();
            assertThat(whole.getText()).isEqualTo(cut.getText());
            assertThat(kafka.deadLetters.isEmpty()).isTrue();
        }
    }

    @Test
    void shouldHandOnWhatTheEventWantsUnderItsOwnIdentity() {
        try (TopologyFixture kafka = TopologyFixture.stepped(Map.of())) {
            kafka.send(
                    "k",
                    TextEvent.newBuilder(Events.text("a"))
                            .setTargetPrefix("Der")
                            .build());
            kafka.send(
                    "k",
                    TextEvent.newBuilder(Events.text("b")).setTargetText("Das").build());
            kafka.tick();

            assertThat(kafka.model.requests())
                    .containsExactly(
                            new TextRequest("a", null, null, null, null, "Der", null, "milena.text-0@0"),
                            new TextRequest("b", null, null, null, null, null, "Das", "milena.text-0@1"));
            assertThat(kafka.answers.readValuesToList())
                    .extracting(EnrichedText::getScored)
                    .containsExactly(false, true);
        }
    }

    @Test
    void shouldSendWhatElseTheSearchFound() {
        try (TopologyFixture kafka = TopologyFixture.stepped(Map.of())) {
            kafka.sendText("k", FakeTextModel.MANY);
            kafka.tick();

            assertThat(kafka.answers.readValue().getAlternatives())
                    .containsExactly(new Alternative(
                            "other", -0.9f, (float) Math.exp(-0.4f), -0.4f, 0.1f, FinishReason.LENGTH_LIMIT, 3));
        }
    }

    @Test
    void shouldSayWhatTheVocabularyLacks() {
        try (TopologyFixture kafka = TopologyFixture.stepped(Map.of())) {
            kafka.sendText("k", FakeTextModel.STRANGE);
            kafka.sendText("k", "known");
            kafka.tick();

            EnrichedText strange = kafka.answers.readValue();
            assertThat(strange.getUnknownSpans()).containsExactly(new Span(0, FakeTextModel.STRANGE.length()));
            assertThat(strange.getUnknownOutputTokens()).isEqualTo(1);
            EnrichedText known = kafka.answers.readValue();
            assertThat(known.getUnknownSpans()).isEmpty();
            assertThat(known.getUnknownOutputTokens()).isZero();
        }
    }

    @Test
    void shouldKeepTheEventUntilItIsAnswered() {
        try (TopologyFixture kafka = TopologyFixture.stepped(Map.of("milena.batch.linger.ms", "50"))) {
            kafka.sendText("j", "first");
            kafka.tick();
            assertThat(kafka.answerTexts()).containsExactly("<first>");

            kafka.sendText("k", "hello");
            kafka.tick();
            assertThat(kafka.storeSize()).isEqualTo(1);
            assertThat(kafka.answers.isEmpty()).isTrue();
            assertThat(kafka.observer.pendingRecords).isEqualTo(1);
            assertThat(kafka.observer.pendingBytes).isPositive();

            for (int i = 0; i < 5; i++) {
                kafka.tick();
            }
            assertThat(kafka.answerTexts()).containsExactly("<hello>");
            assertThat(kafka.storeSize()).isZero();
            assertThat(kafka.observer.pendingRecords).isZero();
            assertThat(kafka.observer.pendingBytes).isZero();
        }
    }

    @Test
    void shouldFormOneBatchOfEventsThatArriveTogether() {
        try (TopologyFixture kafka = TopologyFixture.stepped(Map.of())) {
            for (int i = 0; i < 8; i++) {
                kafka.sendText("k" + i, "hello" + i);
            }
            kafka.tick();

            assertThat(kafka.model.batchSizes()).containsExactly(8);
            assertThat(kafka.observer.batches).hasSize(1);
            assertThat(kafka.answers.readRecordsToList()).hasSize(8).allSatisfy(answer -> {
                String number = new String(answer.key(), StandardCharsets.UTF_8).substring(1);
                assertThat(answer.value().getText()).isEqualTo("<hello" + number + ">");
            });
        }
    }

    @Test
    void shouldSendNoAttentionMapWhenItIsSwitchedOff() {
        try (TopologyFixture kafka = TopologyFixture.stepped(Map.of("milena.attention.enabled", "false"))) {
            kafka.sendText("k", "hello");
            kafka.tick();

            EnrichedText answer = kafka.answers.readValue();
            assertThat(answer.getAlignment()).hasSize(1);
            assertThat(answer.getAttentionOmitted()).isFalse();
            assertThat(kafka.attention.isEmpty()).isTrue();
        }
    }

    @Test
    void shouldRepeatTheSourceTextOnlyWhenAskedTo() {
        try (TopologyFixture kafka = TopologyFixture.stepped(Map.of("milena.output.include.source.text", "true"))) {
            kafka.sendText("k", "hello");
            kafka.tick();

            assertThat(kafka.answers.readValue().getSourceText()).isEqualTo("hello");
        }
    }

    @Test
    void shouldAnswerWhenThePendingStoreIsInMemory() {
        try (TopologyFixture kafka = TopologyFixture.stepped(Map.of("milena.pending.store", "memory"))) {
            assertThat(kafka.driver.getKeyValueStore("milena-pending").persistent())
                    .isFalse();
            kafka.sendText("k", "hello");
            assertThat(kafka.storeSize()).isEqualTo(1);
            kafka.tick();

            assertThat(kafka.answerTexts()).containsExactly("<hello>");
            assertThat(kafka.storeSize()).isZero();
        }
    }

    @Test
    void shouldKeepThePendingStoreOnDiskUnlessToldOtherwise() {
        try (TopologyFixture kafka = TopologyFixture.stepped(Map.of())) {
            assertThat(kafka.driver.getKeyValueStore("milena-pending").persistent())
                    .isTrue();
        }
    }

    @Test
    void shouldDropOnlyTheAttentionMapWhenItIsTooLarge() {
        try (TopologyFixture kafka = TopologyFixture.stepped(
                Map.of(),
                Map.of("milena.attention", new RecordLimits(200, RecordLimits.UNLIMITED, RecordLimits.UNLIMITED)))) {
            kafka.sendText("k", "hello");
            kafka.tick();

            EnrichedText answer = kafka.answers.readValue();
            assertThat(answer.getText()).isEqualTo("<hello>");
            assertThat(answer.getAttentionOmitted()).isTrue();
            assertThat(kafka.attention.isEmpty()).isTrue();
        }
    }

    @Test
    void shouldDeadLetterTheEventWhenItsAnswerIsTooLarge() {
        try (TopologyFixture kafka = TopologyFixture.stepped(Map.of())) {
            kafka.sendText("k", FakeTextModel.HUGE);
            kafka.sendText("k", "next");
            kafka.tick();

            assertThat(kafka.deadLetters.readValue().getCode()).isEqualTo(DeadLetterCode.RESULT_TOO_LARGE);
            assertThat(kafka.deadLetters.isEmpty()).isTrue();
            assertThat(kafka.answerTexts()).containsExactly("<next>");
            assertThat(kafka.attention.getQueueSize()).isEqualTo(1);
            assertThat(kafka.storeSize()).isZero();
        }
    }

    @Test
    void shouldKeepAnsweredEntriesUntilTheirSendMustBeAcknowledgedUnderAtLeastOnce() {
        try (TopologyFixture kafka = TopologyFixture.stepped(Map.of(
                "processing.guarantee", "at_least_once",
                "delivery.timeout.ms", "20000"))) {
            kafka.sendText("k", "hello");
            kafka.tick();
            assertThat(kafka.answerTexts()).containsExactly("<hello>");
            assertThat(kafka.storeSize()).isEqualTo(1);

            kafka.driver.advanceWallClockTime(java.time.Duration.ofSeconds(20));
            assertThat(kafka.storeSize()).isEqualTo(1);
            kafka.driver.advanceWallClockTime(java.time.Duration.ofSeconds(2));
            assertThat(kafka.storeSize()).isZero();
            assertThat(kafka.answers.isEmpty()).isTrue();
        }
    }
}
