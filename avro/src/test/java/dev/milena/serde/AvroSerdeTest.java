// SPDX-License-Identifier: Apache-2.0
package dev.milena.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.milena.schemas.AlignmentLink;
import dev.milena.schemas.AttentionMap;
import dev.milena.schemas.DeadLetter;
import dev.milena.schemas.DeadLetterCode;
import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.FinishReason;
import dev.milena.schemas.ModelRef;
import dev.milena.schemas.SourceCoordinates;
import dev.milena.schemas.Span;
import dev.milena.schemas.Task;
import dev.milena.schemas.TextEvent;
import dev.milena.schemas.TokenPiece;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AvroSerdeTest {

    private static final SourceCoordinates SOURCE = new SourceCoordinates("milena.text", 3, 1L << 40, -1L);
    private static final ModelRef MODEL = new ModelRef("en-de", "1.0.0", "00ff");

    @Test
    void shouldWriteExactlyWhatTheSpecificationSays() {
        byte[] bytes = write(
                new TextEventSerde(),
                TextEvent.newBuilder()
                        .setText("Hi 😀")
                        .setTargetLanguage("de")
                        .setAttributes(Map.of("k", "v"))
                        .build());
        ByteBuffer fingerprint = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(crc64Avro(SchemaNormalization.toParsingForm(TextEvent.getClassSchema())));
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo("c301" + HexFormat.of().formatHex(fingerprint.array())
                        + "0e486920f09f9880" // text: 7 bytes
                        + "00" // source_language: null
                        + "02046465" // target_language: branch 1, "de"
                        + "00" // bundle: null
                        + "02026b027600" // attributes: a block of 1, "k", "v", end
                        + "000000"); // target_prefix, target_text, task: null
    }

    @Test
    void shouldWriteAValueWholeWhateverItsThreadWroteBefore() {
        byte[] alone = write(new TextEventSerde(), event("So it is."));
        Map<String, String> unwritable = new HashMap<>();
        unwritable.put("k", null); // fails when the text has been written
        assertThatThrownBy(() -> write(
                        new TextEventSerde(),
                        TextEvent.newBuilder(event("half".repeat(1_000)))
                                .setAttributes(unwritable)
                                .build()))
                .isInstanceOf(RuntimeException.class);
        assertThat(write(new TextEventSerde(), event("So it is."))).isEqualTo(alone);

        write(new TextEventSerde(), event("long".repeat(50_000)));
        assertThat(write(new TextEventSerde(), event("So it is."))).isEqualTo(alone);
    }

    @Test
    void shouldReadBackEveryRecord() {
        assertReadsBack(new TextEventSerde(), event("Grüße 😀"));
        assertReadsBack(new EnrichedTextSerde(), enriched());
        assertReadsBack(
                new AttentionMapSerde(),
                AttentionMap.newBuilder()
                        .setSource(SOURCE)
                        .setModel(MODEL)
                        .setSourceTokens(List.of(new TokenPiece("▁Hi", 7, new Span(0, 2))))
                        .setOutputTokens(List.of(new TokenPiece("</s>", 0, null)))
                        .setLogProbs(List.of(-0.5f))
                        .setWeights(List.of(1f))
                        .setDroppedMass(List.of(0.25f))
                        .build());
        assertReadsBack(
                new DeadLetterSerde(),
                DeadLetter.newBuilder()
                        .setCode(DeadLetterCode.TEXT_TOO_LONG)
                        .setMessage("too long")
                        .setSource(SOURCE)
                        .setKey(ByteBuffer.wrap(new byte[] {0, -1}))
                        .setValueSize(70_000)
                        .setApplicationId("milena")
                        .setFailedAt(1L)
                        .build());
    }

    @Test
    void shouldPassNullBothWays() {
        try (TextEventSerde serde = new TextEventSerde()) {
            assertThat(serde.serializer().serialize("t", null)).isNull();
            assertThat(serde.deserializer().deserialize("t", null)).isNull();
        }
    }

    @Test
    void shouldFillInWhatAnOlderWriterDidNotKnow() {
        Schema older = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"TextEvent\",\"namespace\":\"dev.milena.schemas\",\"fields\":["
                        + "{\"name\":\"text\",\"type\":\"string\"},{\"name\":\"gone\",\"type\":\"int\"}]}");
        long fingerprint = SchemaNormalization.parsingFingerprint64(older);
        SingleObjectCodec<TextEvent> codec =
                new SingleObjectCodec<>(TextEvent.getClassSchema(), Map.of(fingerprint, older));
        byte[] bytes = ByteBuffer.allocate(14)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(HexFormat.of().parseHex("c301"))
                .putLong(fingerprint)
                .put(HexFormat.of().parseHex("04486908"))
                .array();
        assertThat(codec.decode(bytes))
                .isEqualTo(TextEvent.newBuilder().setText("Hi").build());
    }

    @ParameterizedTest
    @CsvSource({
        "'', NOT_AVRO",
        "c301, NOT_AVRO",
        "7b2274657874223a22536563726574227d, NOT_AVRO",
        "000000000a0e536563726574, NOT_AVRO",
        "c302aaaaaaaaaaaaaaaa0000, NOT_AVRO",
        "c301aaaaaaaaaaaaaaaa0000, WRONG_SCHEMA",
        "HEAD, NOT_AVRO",
        "HEAD0c536563726574, NOT_AVRO",
        "HEAD0c53656372657400000000ff, NOT_AVRO",
        "HEAD0c53656372657408000000, NOT_AVRO",
        "HEAD0c5365637265740001, NOT_AVRO",
        "HEAD06eda080000000 00, MALFORMED_TEXT",
        "HEAD04fffe00000000, MALFORMED_TEXT",
        "HEAD0000000002 02ff0000, MALFORMED_TEXT",
    })
    void shouldTellWhyBytesAreRefusedWithoutShowingThem(String hex, DeadLetterCode code) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", "").replace("HEAD", head()));
        assertThatThrownBy(() -> read(new TextEventSerde(), bytes))
                .isInstanceOfSatisfying(UndecodableValueException.class, e -> assertThat(e.code())
                        .isEqualTo(code))
                .hasNoCause()
                .hasMessageNotContaining("Secret");
    }

    @Test
    void shouldRefuseAnotherRecordAsAWrongSchema() {
        byte[] bytes = write(new EnrichedTextSerde(), enriched());
        assertThatThrownBy(() -> read(new TextEventSerde(), bytes))
                .isInstanceOfSatisfying(UndecodableValueException.class, e -> assertThat(e.code())
                        .isEqualTo(DeadLetterCode.WRONG_SCHEMA))
                .hasMessageContaining(head().substring(4));
    }

    @Test
    void shouldNotAllocateWhatHostileLengthsClaim() {
        String billion = "80a8d6b907"; // zigzag varint of 1,000,000,000
        String negative = "ffa7d6b907"; // -1,000,000,000: a block with its size in bytes
        assertRefusedCheaply(new TextEventSerde(), head() + billion + "41");
        assertRefusedCheaply(new TextEventSerde(), head() + "00000000" + billion + "00");
        assertRefusedCheaply(new TextEventSerde(), head() + "00000000" + negative + billion + "00");
        String attention = HexFormat.of().formatHex(attentionHead());
        assertRefusedCheaply(new AttentionMapSerde(), attention + billion + "00");
        assertRefusedCheaply(new AttentionMapSerde(), attention + negative + billion + "00");
    }

    @Test
    void shouldRefuseOrReadDamagedBytesAndNeverFailOtherwise() {
        byte[] whole = write(new EnrichedTextSerde(), enriched());
        Random random = new Random(20_261_121);
        try (EnrichedTextSerde serde = new EnrichedTextSerde()) {
            for (int round = 0; round < 5_000; round++) {
                byte[] damaged = Arrays.copyOf(whole, random.nextInt(whole.length + 8));
                for (int i = random.nextInt(4); i > 0 && damaged.length > 10; i--) {
                    damaged[10 + random.nextInt(damaged.length - 10)] = (byte) random.nextInt();
                }
                try {
                    serde.deserializer().deserialize("t", damaged);
                } catch (UndecodableValueException e) {
                    assertThat(e).hasMessageNotContaining("Guten");
                }
            }
        }
    }

    @Test
    void shouldServeManyThreadsAtOnce() {
        try (TextEventSerde serde = new TextEventSerde()) {
            assertThat(IntStream.range(0, 2_000).parallel().mapToObj(i -> {
                        TextEvent event = event("text " + i);
                        byte[] bytes = serde.serializer().serialize("t", event);
                        return event.equals(serde.deserializer().deserialize("t", bytes));
                    }))
                    .containsOnly(true);
        }
    }

    private static TextEvent event(String text) {
        return TextEvent.newBuilder().setText(text).build();
    }

    private static EnrichedText enriched() {
        return EnrichedText.newBuilder()
                .setText("Guten Tag")
                .setSource(SOURCE)
                .setModel(MODEL)
                .setTask(Task.TRANSLATION)
                .setScore(-1f)
                .setConfidence(.5f)
                .setLogProbMean(-.7f)
                .setLogProbStddev(.1f)
                .setFinishReason(FinishReason.END_TOKEN)
                .setSourceTokens(3)
                .setOutputTokens(4)
                .setSourceWords(List.of(new Span(0, 5)))
                .setOutputWords(List.of(new Span(0, 5), new Span(6, 9)))
                .setAlignment(List.of(new AlignmentLink(0, 1, .9f)))
                .setAttributes(Map.of("id", "7"))
                .build();
    }

    /** Marker and fingerprint of TextEvent. */
    private static String head() {
        return HexFormat.of().formatHex(write(new TextEventSerde(), event("")), 0, 10);
    }

    /** An AttentionMap up to the count of its source tokens. */
    private static byte[] attentionHead() {
        AttentionMap empty = AttentionMap.newBuilder()
                .setSource(SOURCE)
                .setModel(MODEL)
                .setSourceTokens(List.of())
                .setOutputTokens(List.of())
                .setLogProbs(List.of())
                .setWeights(List.of())
                .setDroppedMass(List.of())
                .build();
        byte[] bytes = write(new AttentionMapSerde(), empty);
        return Arrays.copyOf(bytes, bytes.length - 6);
    }

    private static <T> void assertReadsBack(Serde<T> serde, T value) {
        assertThat(read(serde, write(serde, value))).isEqualTo(value);
    }

    private static void assertRefusedCheaply(Serde<?> serde, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> read(serde, bytes)).isInstanceOf(UndecodableValueException.class);
        assertThat(memory.getCurrentThreadAllocatedBytes() - before)
                .as("bytes allocated for %s", hex)
                .isLessThan(20_000_000);
    }

    private static <T> byte[] write(Serde<T> serde, T value) {
        return serde.serializer().serialize("topic", value);
    }

    private static <T> T read(Serde<T> serde, byte[] bytes) {
        return serde.deserializer().deserialize("topic", bytes);
    }

    /** CRC-64-AVRO as in the specification's pseudocode. */
    private static long crc64Avro(String canonicalForm) {
        long empty = 0xc15d213aa4d7a795L;
        long fingerprint = empty;
        for (byte b : canonicalForm.getBytes(StandardCharsets.UTF_8)) {
            long entry = (fingerprint ^ b) & 0xff;
            for (int i = 0; i < 8; i++) {
                entry = (entry >>> 1) ^ (empty & -(entry & 1L));
            }
            fingerprint = (fingerprint >>> 8) ^ entry;
        }
        return fingerprint;
    }
}
