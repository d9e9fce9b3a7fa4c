// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.RefusalCode;
import dev.milena.schemas.DeadLetter;
import dev.milena.schemas.DeadLetterCode;
import dev.milena.schemas.SourceCoordinates;
import dev.milena.schemas.Task;
import dev.milena.schemas.TextEvent;
import dev.milena.testing.FakeTextModel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each bad event becomes one dead letter with its own coordinates and disturbs no other event. */
class BadInputTest {
    private static final String CANARY = "canary4711";
    private static final RecordHeaders HEADERS = new RecordHeaders();

    static {
        HEADERS.add("h", new byte[] {1});
    }

    private TopologyFixture kafka = TopologyFixture.stepped(Map.of());

    @AfterEach
    void close() {
        kafka.close();
    }

    @Test
    void shouldRefuseWhenThereIsNoValue() {
        assertRefused(DeadLetterCode.NULL_VALUE, null);
    }

    @Test
    void shouldRefuseWhenTheValueIsNotAvro() {
        assertRefused(DeadLetterCode.NOT_AVRO, ("{\"text\": \"" + CANARY + "\"}").getBytes(StandardCharsets.UTF_8));
        assertRefused(DeadLetterCode.NOT_AVRO, new byte[0]);
    }

    @Test
    void shouldRefuseWhenTheSchemaIsAnother() {
        kafka.sendRaw("k", null, HEADERS, 5);
        DeadLetter letter = kafka.deadLetters.readValue();
        kafka.observer.refused.clear();
        kafka.close();
        kafka = TopologyFixture.stepped(Map.of());
        try (TopicSerdes serdes = TopicSerdes.open(kafka.config)) {
            assertRefused(
                    DeadLetterCode.WRONG_SCHEMA,
                    serdes.deadLetter().serializer().serialize("t", letter));
        }
    }

    @Test
    void shouldRefuseWhenTheTextIsEmptyOrBlank() {
        assertRefused(DeadLetterCode.EMPTY_TEXT, value(""));
        assertRefused(DeadLetterCode.EMPTY_TEXT, value(" \t\u00a0\n"));
    }

    @Test
    void shouldRefuseWhenTheTextHoldsNul() {
        assertRefused(DeadLetterCode.MALFORMED_TEXT, value(CANARY + "\u0000"));
    }

    /** A Java producer cannot write an unpaired surrogate, others can: three bytes that UTF-8 forbids. */
    @Test
    void shouldRefuseWhenTheTextHoldsAnUnpairedSurrogate() {
        byte[] value = value(CANARY + " abc");
        int abc = new String(value, StandardCharsets.ISO_8859_1).indexOf("abc");
        value[abc] = (byte) 0xED;
        value[abc + 1] = (byte) 0xA0;
        value[abc + 2] = (byte) 0x80;

        assertRefused(DeadLetterCode.MALFORMED_TEXT, value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FF4142", "C08041", "C3C341", "F09F98", "ED A0 BD", "F5 80 80", "80 41 42"})
    void shouldRefuseAtItsOwnCoordinatesWhenTheTextIsNotUtf8(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        byte[] value = value(CANARY + " abc");
        int abc = new String(value, StandardCharsets.ISO_8859_1).indexOf("abc");
        System.arraycopy(bytes, 0, value, abc, bytes.length);

        assertRefused(DeadLetterCode.MALFORMED_TEXT, value);
    }

    @Test
    void shouldRefuseWhenTheTextHasTooManyBytesOrCodePoints() {
        assertRefused(DeadLetterCode.TEXT_TOO_LONG, value(CANARY.repeat(26_400)));
        assertRefused(DeadLetterCode.TEXT_TOO_LONG, value("x".repeat(200_001)));
    }

    @Test
    void shouldRefuseWhenTheTextHasTooManyTokens() {
        kafka.close();
        kafka = TopologyFixture.stepped(Map.of("milena.text.segment", "off"));

        assertRefused(DeadLetterCode.TOO_MANY_TOKENS, value("a ".repeat(FakeTextModel.MAX_SOURCE_TOKENS) + "b"));
    }

    @Test
    void shouldRefuseADocumentOfAHundredThousandSentences() {
        kafka.close();
        kafka = TopologyFixture.stepped(
                Map.of("milena.text.max.bytes", "900000", "milena.text.max.code.points", "900000"));

        DeadLetter letter = assertRefused(DeadLetterCode.TEXT_TOO_LONG, value("He ran. ".repeat(100_000)));

        assertThat(letter.getMessage()).contains("4096 segments", "milena.text.max.segments");
    }

    @Test
    void shouldRefuseAMegabyteInOneWord() {
        kafka.close();
        kafka = TopologyFixture.stepped(
                Map.of("milena.text.max.bytes", "900000", "milena.text.max.code.points", "900000"));

        assertRefused(DeadLetterCode.TEXT_TOO_LONG, value("x".repeat(1 << 20).substring(0, 900_001)));
    }

    @Test
    void shouldRefuseWhenAGivenTargetHasTooManyBytes() {
        TextEvent text = Events.text(CANARY);
        String huge = CANARY.repeat(26_400);

        DeadLetter letter = assertRefused(
                DeadLetterCode.TARGET_TOO_LONG,
                value(TextEvent.newBuilder(text).setTargetText(huge).build()));
        assertThat(letter.getMessage()).contains("The target_text has 264000 bytes", "milena.text.max.bytes");
        assertRefused(
                DeadLetterCode.TARGET_TOO_LONG,
                value(TextEvent.newBuilder(text).setTargetPrefix(huge).build()));
    }

    @Test
    void shouldRefuseInvisibleCharactersWhereTheSettingSaysSo() {
        kafka.close();
        kafka = TopologyFixture.stepped(Map.of("milena.text.invisible", "refuse"));

        DeadLetter letter = assertRefused(DeadLetterCode.MALFORMED_TEXT, value(CANARY + "\u202E"));
        assertThat(letter.getMessage())
                .contains("1 invisible characters, the first is U+202E", "milena.text.invisible");
    }

    @Test
    void shouldRefuseWhenALanguageIsUnknown() {
        assertRefused(DeadLetterCode.UNKNOWN_LANGUAGE, value(Events.event(CANARY, "fr", null, null)));
        assertRefused(DeadLetterCode.UNKNOWN_LANGUAGE, value(Events.event(CANARY, null, "it", null)));
    }

    @Test
    void shouldRefuseWhenTheBundleIsUnknown() {
        DeadLetter letter =
                assertRefused(DeadLetterCode.UNKNOWN_BUNDLE, value(Events.event(CANARY, null, null, "en-fr")));
        assertThat(letter.getMessage()).contains("'en-fr'", "[en-de]", "Name one of these");

        letter = assertRefused(
                DeadLetterCode.UNKNOWN_BUNDLE, value(Events.event("x", null, null, CANARY + " in the wrong field")));
        assertThat(letter.getMessage()).doesNotContain("'");
    }

    @Test
    void shouldRefuseWhenNoBundleDoesTheTask() {
        DeadLetter letter = assertRefused(
                DeadLetterCode.UNKNOWN_TASK,
                value(TextEvent.newBuilder(Events.text(CANARY))
                        .setTask(Task.SUMMARIZATION)
                        .build()));
        assertThat(letter.getMessage()).contains("summarization", "[translation (en-de)]", "load another bundle");
    }

    @Test
    void shouldAnswerWhenTheBundleIsNamed() {
        kafka.send("k", Events.event("hello", "en", "de", "en-de"));
        kafka.tick();

        assertThat(kafka.answerTexts()).containsExactly("<hello>");
    }

    @Test
    void shouldRefuseWhenTheModelTripsOverAText() {
        DeadLetter letter = assertRefused(DeadLetterCode.ENGINE_FAILED, value(FakeTextModel.TRIP + " " + CANARY));
        assertThat(letter.getMessage()).contains("IllegalStateException");
    }

    @Test
    void shouldRefuseWhenTheEnvelopeIsTooLargeForTheChangelog() {
        kafka.close();
        kafka = TopologyFixture.stepped(Map.of(), Map.of("milena-test-milena-pending-changelog", takes(500)));

        DeadLetter letter = assertRefused(DeadLetterCode.EVENT_TOO_LARGE, value("x".repeat(500)));
        assertThat(letter.getMessage()).contains("max.message.bytes");
    }

    @Test
    void shouldRefuseOnlyThePoisonWhenItSharesABatch() {
        for (int i = 0; i < 7; i++) {
            kafka.sendText("k" + i % 2, i == 3 ? FakeTextModel.POISON + " " + CANARY : "text " + i);
        }
        kafka.tick();

        assertThat(kafka.answerTexts())
                .containsExactlyInAnyOrder("<text 0>", "<text 1>", "<text 2>", "<text 4>", "<text 5>", "<text 6>");
        DeadLetter letter = kafka.deadLetters.readValue();
        assertThat(letter.getCode()).isEqualTo(DeadLetterCode.ENGINE_FAILED);
        assertThat(letter.getSource().getOffset()).isEqualTo(3);
        assertThat(letter.getMessage()).doesNotContain(CANARY);
        assertThat(kafka.deadLetters.isEmpty()).isTrue();
        assertThat(kafka.model.batchSizes()).startsWith(7);
        assertThat(kafka.storeSize()).isZero();
    }

    @Test
    void shouldCarryTheValueOnlyWhenAskedTo() {
        byte[] value = value("");
        kafka.sendRaw("k", value, HEADERS, 5);
        assertThat(kafka.deadLetters.readValue().getValue()).isNull();

        kafka.close();
        kafka = TopologyFixture.stepped(Map.of("milena.dead.letters.include.text", "true"));
        kafka.sendRaw("k", value, HEADERS, 5);

        assertThat(kafka.deadLetters.readValue().getValue()).isEqualTo(ByteBuffer.wrap(value));
    }

    @Test
    void shouldLeaveOutWhatDoesNotFitWhenADeadLetterIsTooLarge() {
        kafka.close();
        kafka = TopologyFixture.stepped(
                Map.of("milena.dead.letters.include.text", "true"), Map.of("milena.dead-letters", takes(1_500)));
        RecordHeaders large = new RecordHeaders();
        large.add("h", new byte[2_000]);

        kafka.sendRaw("k", new byte[2_000], HEADERS, 5);
        TestRecord<byte[], DeadLetter> withoutValue = kafka.deadLetters.readRecord();
        assertThat(withoutValue.value().getValue()).isNull();
        assertThat(withoutValue.value().getValueSize()).isEqualTo(2_000);
        assertThat(withoutValue.headers()).hasSize(1);

        kafka.sendRaw("k", new byte[1], large, 5);
        TestRecord<byte[], DeadLetter> withoutHeaders = kafka.deadLetters.readRecord();
        assertThat(withoutHeaders.headers()).isEmpty();
        assertThat(withoutHeaders.key()).isEqualTo(Events.key("k"));
        assertThat(withoutHeaders.value().getMessage()).contains("headers are left out");

        kafka.sendRaw("k".repeat(2_000), new byte[1], large, 5);
        TestRecord<byte[], DeadLetter> withoutKey = kafka.deadLetters.readRecord();
        assertThat(withoutKey.key()).isNull();
        assertThat(withoutKey.value().getMessage()).contains("headers and key are left out");
    }

    /** Sends a good event, the bad one and another good one under one key. */
    private DeadLetter assertRefused(DeadLetterCode code, byte @Nullable [] value) {
        long now = TopologyFixture.START.toEpochMilli();
        int before = kafka.observer.refused.size();
        kafka.sendText("k", "before");
        kafka.sendRaw("k", value, HEADERS, now - 7);
        kafka.sendText("k", "after");

        TestRecord<byte[], DeadLetter> record = kafka.deadLetters.readRecord();
        assertThat(kafka.deadLetters.isEmpty()).isTrue();
        assertThat(record.key()).isEqualTo(Events.key("k"));
        assertThat(record.timestamp()).isEqualTo(now - 7);
        assertThat(record.headers().toArray()).isEqualTo(HEADERS.toArray());
        DeadLetter letter = record.value();
        assertThat(letter.getCode()).isEqualTo(code);
        assertThat(letter.getMessage()).isNotBlank().doesNotContain(CANARY);
        assertThat(letter.getSource()).isEqualTo(new SourceCoordinates("milena.text", 0, 3L * before + 1, now - 7));
        assertThat(letter.getKey()).isEqualTo(ByteBuffer.wrap("k".getBytes(StandardCharsets.UTF_8)));
        assertThat(letter.getValueSize()).isEqualTo(value == null ? -1 : value.length);
        assertThat(letter.getValueSha256() == null).isEqualTo(value == null);
        assertThat(letter.getValue()).isNull();
        assertThat(letter.getApplicationId()).isEqualTo("milena-test");
        assertThat(letter.getFailedAt()).isGreaterThanOrEqualTo(now);
        assertThat(kafka.observer.refused).hasSize(before + 1).endsWith(RefusalCode.valueOf(code.name()));

        kafka.tick();
        kafka.tick();
        assertThat(kafka.answerTexts()).containsExactly("<before>", "<after>");
        assertThat(kafka.storeSize()).isZero();
        return letter;
    }

    private byte[] value(String text) {
        return value(Events.text(text));
    }

    private byte[] value(TextEvent event) {
        try (TopicSerdes serdes = TopicSerdes.open(kafka.config)) {
            return serdes.input().serializer().serialize("milena.text", event);
        }
    }

    private static RecordLimits takes(int bytes) {
        return new RecordLimits(bytes, RecordLimits.DEFAULT.mostAhead(), RecordLimits.DEFAULT.mostBehind());
    }
}
