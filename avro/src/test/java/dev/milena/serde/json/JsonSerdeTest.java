// SPDX-License-Identifier: Apache-2.0
package dev.milena.serde.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.schemas.AlignmentLink;
import dev.milena.schemas.Alternative;
import dev.milena.schemas.AttentionMap;
import dev.milena.schemas.DeadLetter;
import dev.milena.schemas.DeadLetterCode;
import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.FinishReason;
import dev.milena.schemas.MemberLink;
import dev.milena.schemas.MemberPiece;
import dev.milena.schemas.ModelRef;
import dev.milena.schemas.SourceCoordinates;
import dev.milena.schemas.Span;
import dev.milena.schemas.Task;
import dev.milena.schemas.TextEvent;
import dev.milena.schemas.TokenPiece;
import dev.milena.schemas.Window;
import dev.milena.schemas.WindowMember;
import dev.milena.serde.UndecodableValueException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonSerdeTest {
    private static final SourceCoordinates SOURCE = new SourceCoordinates("milena.text", 3, 7L, -1L);
    private static final Window WINDOW = Window.newBuilder()
            .setId("window-1")
            .setStart(1)
            .setEnd(2)
            .setEdition(3)
            .setIsFinal(true)
            .setRecords(4)
            .setUnreadable(5)
            .setRepeated(6)
            .setDropped(7)
            .setStory(new Span(0, 1))
            .setMembers(List.of(new WindowMember(SOURCE, new Span(3, 5))))
            .setRestsOn(List.of(new MemberLink(new Span(0, 2), -1, new Span(1, 2))))
            .setLeftOut(List.of(new MemberPiece(0, new Span(0, 1))))
            .build();
    private static final ModelRef MODEL = new ModelRef("en-de", "1", "ab");

    private final TextEventJsonSerde events = new TextEventJsonSerde();

    @Test
    void shouldReadAnEventAsPeopleWriteIt() {
        TextEvent event =
                read("{\"text\": \"Good mörning 😀\", \"target_language\": \"de\", \"task\": \"TRANSLATION\"}");

        assertThat(event.getText()).isEqualTo("Good mörning 😀");
        assertThat(event.getTargetLanguage()).isEqualTo("de");
        assertThat(event.getSourceLanguage()).isNull();
        assertThat(event.getTask()).isEqualTo(Task.TRANSLATION);
        assertThat(event.getAttributes()).isEmpty();
    }

    @Test
    void shouldWriteAnEventAsPeopleReadIt() {
        TextEvent event = TextEvent.newBuilder()
                .setText("hi")
                .setTargetLanguage("de")
                .setAttributes(Map.of("id", "7"))
                .build();

        assertThat(new String(events.serializer().serialize("t", event), StandardCharsets.UTF_8))
                .isEqualTo("{\"text\":\"hi\",\"source_language\":null,\"target_language\":\"de\",\"bundle\":null,"
                        + "\"attributes\":{\"id\":\"7\"},\"target_prefix\":null,\"target_text\":null,\"task\":null}");
    }

    @Test
    void shouldReadWhatItWroteOfEveryContract() {
        assertRead(
                new EnrichedTextJsonSerde(),
                EnrichedText.newBuilder()
                        .setText("hallo")
                        .setSource(SOURCE)
                        .setModel(MODEL)
                        .setTask(Task.TRANSLATION)
                        .setScore(-0.25f)
                        .setConfidence(0.5f)
                        .setLogProbMean(-0.5f)
                        .setLogProbStddev(0.125f)
                        .setFinishReason(FinishReason.END_TOKEN)
                        .setSourceTokens(2)
                        .setOutputTokens(3)
                        .setSourceWords(List.of(new Span(0, 2)))
                        .setOutputWords(List.of(new Span(0, 5)))
                        .setAlignment(List.of(new AlignmentLink(0, 0, 1f)))
                        .setAttributes(Map.of("k", "v"))
                        .setAlternatives(List.of(
                                new Alternative("servus", -0.9f, 0.4f, -0.4f, 0.1f, FinishReason.LENGTH_LIMIT, 3)))
                        .setUnknownSpans(List.of(new Span(1, 2)))
                        .setUnknownOutputTokens(4)
                        .setWindow(WINDOW)
                        .build());
        assertRead(
                new AttentionMapJsonSerde(),
                AttentionMap.newBuilder()
                        .setSource(SOURCE)
                        .setModel(MODEL)
                        .setSourceTokens(
                                List.of(new TokenPiece("▁hi", 7, new Span(0, 2)), new TokenPiece("</s>", 0, null)))
                        .setOutputTokens(List.of(new TokenPiece("▁hallo", 9, new Span(0, 5))))
                        .setLogProbs(List.of(-0.5f))
                        .setWeights(List.of(0.75f, 0.25f))
                        .setDroppedMass(List.of(0f))
                        .setLastRowUnshifted(false)
                        .build());
        assertRead(
                new DeadLetterJsonSerde(),
                DeadLetter.newBuilder()
                        .setCode(DeadLetterCode.NOT_JSON)
                        .setMessage("why")
                        .setSource(SOURCE)
                        .setKey(ByteBuffer.wrap(new byte[] {0, -1, 7}))
                        .setValueSize(3)
                        .setApplicationId("app")
                        .setFailedAt(Long.MAX_VALUE)
                        .setWindow(WINDOW)
                        .build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "canary4711                              | NOT_JSON",
                "{\"text\": \"canary4711\"              | NOT_JSON",
                "{\"text\": \"canary4711\"} {}          | NOT_JSON",
                "{\"text\": \"a\", \"text\": \"canary4711\"} | NOT_JSON",
                "[\"canary4711\"]                       | WRONG_SCHEMA",
                "{}                                      | WRONG_SCHEMA",
                "{\"text\": 5}                           | WRONG_SCHEMA",
                "{\"text\": null}                        | WRONG_SCHEMA",
                "{\"text\": \"canary4711\", \"target_langauge\": \"de\"} | WRONG_SCHEMA",
                "{\"text\": \"a\", \"a canary4711 as a name\": 1} | WRONG_SCHEMA",
                "{\"text\": \"a\", \"attributes\": {\"canary4711\": 5}} | WRONG_SCHEMA",
                "{\"text\": \"a\", \"attributes\": \"canary4711\"} | WRONG_SCHEMA"
            })
    void shouldRefuseWithACodeAndWithoutTheTextWhenItIsNoEvent(String json, DeadLetterCode code) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(UndecodableValueException.class, refused -> assertThat(refused.code())
                        .isEqualTo(code))
                .hasMessageNotContaining("canary4711")
                .hasNoCause();
    }

    @Test
    void shouldRefuseBytesThatAreNotUtf8() {
        byte[] bytes = "{\"text\": \"aXc\"}".getBytes(StandardCharsets.UTF_8);
        bytes[11] = (byte) 0xFC;

        assertThatThrownBy(() -> events.deserializer().deserialize("t", bytes)).hasMessageContaining("not UTF-8");
    }

    @Test
    void shouldRefuseNestingWithoutEndAndNothingAtAll() {
        assertThatThrownBy(() -> read("{\"text\": " + "[".repeat(200_000)))
                .isInstanceOf(UndecodableValueException.class);
        assertThatThrownBy(() -> read("")).isInstanceOf(UndecodableValueException.class);
    }

    @Test
    void shouldTakeASymbolThatThisBuildDoesNotKnowForTheDefault() {
        assertThat(read("{\"text\": \"a\", \"task\": \"DANCE\"}").getTask()).isEqualTo(Task.UNKNOWN);
    }

    @Test
    @SuppressWarnings("NullAway") // Kafka passes null for a tombstone
    void shouldPassNullBothWays() {
        assertThat(events.serializer().serialize("t", null)).isNull();
        assertThat(events.deserializer().deserialize("t", null)).isNull();
    }

    private TextEvent read(String json) {
        return events.deserializer().deserialize("t", json.getBytes(StandardCharsets.UTF_8));
    }

    private static <T extends SpecificRecord> void assertRead(Serde<T> serde, T record) {
        byte[] json = serde.serializer().serialize("t", record);

        assertThat(serde.deserializer().deserialize("t", json)).isEqualTo(record);
    }
}
