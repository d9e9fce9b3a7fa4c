// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.RefusalCode;
import dev.milena.schemas.DeadLetter;
import dev.milena.schemas.DeadLetterCode;
import dev.milena.schemas.EnrichedText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** Events that come into no window, or without a text. */
class WindowRejectionsTest {
    private static final Map<String, String> LATE = Map.of("milena.window.late.topic", "late");

    private static TestOutputTopic<String, byte[]> late(SummarizedTopics kafka) {
        return kafka.kafka.driver.createOutputTopic("late", new StringDeserializer(), new ByteArrayDeserializer());
    }

    @Test
    void shouldMakeDeadLettersOfEventsThatCannotBeReadAndSummarizeTheOthers() {
        try (SummarizedTopics kafka = SummarizedTopics.tens(Map.of())) {
            kafka.send("a", 1, "readable");
            kafka.kafka.sendRaw("a", "no Avro".getBytes(StandardCharsets.UTF_8), new RecordHeaders(), kafka.millis(2));
            kafka.kafka.sendRaw("a", null, new RecordHeaders(), kafka.millis(3));
            kafka.send("a", 4, "  ");
            kafka.send(null, 5, "without a key");
            kafka.send("c", 30, "closes");

            assertThat(kafka.answers()).extracting(SummarizedTopics::line).containsExactly("1! 4 <readable>");
            List<DeadLetter> letters = kafka.deadLetters();
            assertThat(letters)
                    .extracting(DeadLetter::getCode)
                    .containsExactly(
                            DeadLetterCode.NOT_AVRO,
                            DeadLetterCode.NULL_VALUE,
                            DeadLetterCode.EMPTY_TEXT,
                            DeadLetterCode.NO_KEY);
            assertThat(letters)
                    .extracting(DeadLetter::getSource)
                    .containsExactly(kafka.event(1, 2), kafka.event(2, 3), kafka.event(3, 4), kafka.event(4, 5));
            assertThat(letters).allMatch(letter -> letter.getWindow() == null);
            assertThat(letters.get(0).getValueSize()).isEqualTo(7);
        }
    }

    @Test
    void shouldSayWhenAWindowHoldsNothingReadable() {
        try (SummarizedTopics kafka = SummarizedTopics.tens(Map.of("milena.window.update.events", "1"))) {
            kafka.send("a", 1, " ");
            kafka.send("c", 30, "closes");

            List<DeadLetter> letters = kafka.deadLetters();
            assertThat(letters).extracting(DeadLetter::getCode).containsOnly(DeadLetterCode.EMPTY_TEXT);
            assertThat(letters).hasSize(2);
            DeadLetter window = letters.get(1);
            assertThat(window.getWindow().getRecords()).isEqualTo(1);
            assertThat(window.getWindow().getUnreadable()).isEqualTo(1);
            assertThat(window.getWindow().getIsFinal()).isTrue();
            assertThat(window.getSource().getOffset()).isEqualTo(-1);
            assertThat(window.getMessage()).contains("None of the 1 events");
            assertThat(kafka.kafka.observer.refused).containsExactly(RefusalCode.EMPTY_TEXT, RefusalCode.EMPTY_TEXT);
        }
    }

    @Test
    void shouldMakeDeadLettersOfLateEventsWithoutATopicOfTheirOwn() {
        try (SummarizedTopics kafka = SummarizedTopics.tens(Map.of())) {
            kafka.send("a", 30, "in time");
            kafka.send("a", 9, "late");

            DeadLetter letter = kafka.deadLetters().get(0);
            assertThat(letter.getCode()).isEqualTo(DeadLetterCode.LATE);
            assertThat(letter.getSource()).isEqualTo(kafka.event(1, 9));
        }
    }

    @Test
    void shouldSendLateEventsToTheirTopicAsTheyCame() {
        try (SummarizedTopics kafka = SummarizedTopics.tens(LATE)) {
            byte[] value = "not even Avro".getBytes(StandardCharsets.UTF_8);
            RecordHeaders headers = new RecordHeaders();
            headers.add("h", new byte[] {1});
            kafka.send("a", 30, "in time");
            kafka.kafka.sendRaw("the key", value, headers, kafka.millis(9));

            TestRecord<String, byte[]> record = late(kafka).readRecord();
            assertThat(record.key()).isEqualTo("the key");
            assertThat(record.value()).isEqualTo(value);
            assertThat(record.headers()).isEqualTo(headers);
            assertThat(record.timestamp()).isEqualTo(kafka.millis(9));
            assertThat(kafka.deadLetters()).isEmpty();
        }
    }

    @Test
    void shouldMakeDeadLettersOfLateEventsThatTheirTopicWouldNotTake() {
        Map<String, RecordLimits> limits =
                Map.of("late", new RecordLimits(200, RecordLimits.UNLIMITED, RecordLimits.UNLIMITED));
        try (SummarizedTopics kafka = SummarizedTopics.tens(LATE, limits)) {
            kafka.send("a", 30, "in time");
            kafka.send("a", 9, "late");
            kafka.send("a", 9, "much too late".repeat(20));
            kafka.kafka.sendRaw("a", null, new RecordHeaders(), kafka.millis(9));

            assertThat(late(kafka).readRecordsToList()).hasSize(1);
            assertThat(kafka.deadLetters())
                    .extracting(DeadLetter::getSource)
                    .containsExactly(kafka.event(2, 9), kafka.event(3, 9));
        }
    }

    /** A time that the outputs would not take is replaced at the source; no window may close by what stands in its place. */
    @Test
    void shouldRefuseTimesThatNoOutputWouldTakeAndCloseNothing() {
        long timestamp = 4_102_444_800_000L;
        try (SummarizedTopics kafka = SummarizedTopics.tens(Map.of())) {
            kafka.send("a", 1, "one");
            kafka.kafka.send("a", Events.text("misdated"), new RecordHeaders(), timestamp);
            kafka.send("a", 2, "two");
            kafka.send("c", 30, "closes");

            assertThat(kafka.answers()).extracting(EnrichedText::getText).containsExactly("<one\n\ntwo>");
            DeadLetter letter = kafka.deadLetters().get(0);
            assertThat(letter.getCode()).isEqualTo(DeadLetterCode.WRONG_TIMESTAMP);
            assertThat(letter.getSource().getOffset()).isEqualTo(1);
            assertThat(letter.getSource().getTimestamp()).isEqualTo(timestamp);
            assertThat(letter.getMessage()).contains(Long.toString(timestamp));
            assertThat(kafka.kafka.observer.refused).containsExactly(RefusalCode.WRONG_TIMESTAMP);
        }
    }
}
