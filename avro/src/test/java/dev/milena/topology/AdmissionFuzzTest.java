// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.milena.schemas.DeadLetter;
import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.TextEvent;
import dev.milena.testing.FakeTextModel;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Whatever a sender sends ends as one answer or one dead letter with its own coordinates, key and headers. */
class AdmissionFuzzTest {
    @SuppressWarnings("NullAway.Init") // set before all tests
    private static TopologyFixture kafka;

    private static long offset;

    @BeforeAll
    static void open() {
        // poison and its like are words that a fuzzer finds, and the model then does as it is told
        kafka = TopologyFixture.stepped(Map.of());
        offset = 0;
    }

    @AfterAll
    static void close() {
        kafka.close();
    }

    @FuzzTest(maxDuration = "5m")
    void shouldEndEveryRecordOnceWithItsOwnCoordinates(FuzzedDataProvider data) {
        String key = data.consumeBoolean() ? data.consumeString(8) : null;
        RecordHeaders headers = headers(data);
        long timestamp = data.consumeBoolean() ? data.consumeInt(0, Integer.MAX_VALUE) : 5;
        byte[] value = value(data);
        kafka.input.pipeInput(record(key, value, headers, timestamp));
        kafka.tick();

        List<TestRecord<byte[], EnrichedText>> answers = kafka.answers.readRecordsToList();
        List<TestRecord<byte[], DeadLetter>> letters = kafka.deadLetters.readRecordsToList();
        assertThat(answers.size() + letters.size()).isEqualTo(1);
        assertThat(kafka.attention.readRecordsToList()).hasSize(answers.size());
        answers.forEach(answer -> {
            assertThat(answer.value().getSource().getOffset()).isEqualTo(offset);
            assertSameRecord(answer, key, headers, timestamp);
        });
        letters.forEach(letter -> {
            assertThat(letter.value().getSource().getOffset()).isEqualTo(offset);
            assertThat(letter.value().getValueSize()).isEqualTo(value == null ? -1 : value.length);
            assertThat(letter.value().getValue()).isNull();
            assertSameRecord(letter, key, headers, timestamp);
        });
        assertThat(kafka.storeSize()).isZero();
        offset++;
    }

    private static void assertSameRecord(
            TestRecord<byte[], ?> output, @Nullable String key, RecordHeaders headers, long timestamp) {
        assertThat(output.key()).isEqualTo(Events.key(key));
        assertThat(output.headers()).isEqualTo(headers);
        assertThat(output.timestamp()).isEqualTo(timestamp);
    }

    @SuppressWarnings("NullAway") // Kafka's records may lack key and value; its classes are not annotated
    private static TestRecord<byte[], byte[]> record(
            @Nullable String key, byte @Nullable [] value, RecordHeaders headers, long timestamp) {
        return new TestRecord<>(
                Events.key(key), value, new RecordHeaders(headers.toArray()), Instant.ofEpochMilli(timestamp));
    }

    private static RecordHeaders headers(FuzzedDataProvider data) {
        RecordHeaders headers = new RecordHeaders();
        for (int left = data.consumeInt(0, 3); left > 0; left--) {
            String name = data.pickValue(
                    new String[] {"traceparent", "milena.original.timestamp", "", data.consumeString(4)});
            headers.add(name, data.consumeBoolean() ? null : data.consumeBytes(12));
        }
        return headers;
    }

    private static byte @Nullable [] value(FuzzedDataProvider data) {
        return switch (data.consumeInt(0, 4)) {
            case 0 -> null;
            case 1 -> data.consumeRemainingAsBytes();
            case 2 -> damaged(data);
            default -> event(data);
        };
    }

    private static byte[] damaged(FuzzedDataProvider data) {
        int at = data.consumeInt(0, 40);
        byte by = data.consumeByte();
        byte[] value = event(data);
        value[Math.min(at, value.length - 1)] += by;
        return value;
    }

    private static byte[] event(FuzzedDataProvider data) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int left = data.consumeInt(0, 2); left > 0; left--) {
            attributes.put(data.consumeString(4), data.consumeString(4));
        }
        String source = data.pickValue(new String[] {null, null, "en", "de", data.consumeString(4)});
        String target = data.pickValue(new String[] {null, null, "de", data.consumeString(4)});
        String bundle = data.pickValue(new String[] {null, null, "en-de", data.consumeString(4)});
        String text = harmless(data.consumeRemainingAsString());
        return TestBroker.value(TextEvent.newBuilder()
                .setText(text)
                .setSourceLanguage(source)
                .setTargetLanguage(target)
                .setBundle(bundle)
                .setAttributes(attributes)
                .build());
    }

    /** Without the words on which the fake model ends or blocks the process. */
    private static String harmless(String text) {
        return text.replace(FakeTextModel.HALT, "").replace(FakeTextModel.HANG, "");
    }
}
