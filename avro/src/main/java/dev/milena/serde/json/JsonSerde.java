// SPDX-License-Identifier: Apache-2.0
package dev.milena.serde.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.milena.schemas.DeadLetterCode;
import dev.milena.serde.UndecodableValueException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * One of Milena's records as a JSON object in UTF-8, with the field names of its contract. Needs no settings. Any thread. A
 * null value is null bytes, both ways; everything else that is not exactly one such object throws
 * {@link UndecodableValueException}: {@code NOT_JSON} where it is no JSON, {@code WRONG_SCHEMA} where it is another.
 *
 * @param <T> the record
 */
public abstract sealed class JsonSerde<T extends SpecificRecord> implements Serde<T>
        permits TextEventJsonSerde, EnrichedTextJsonSerde, AttentionMapJsonSerde, DeadLetterJsonSerde {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final ObjectReader READER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(JsonNode.class);

    private final Schema schema;
    private final Class<T> type;

    JsonSerde(Class<T> type, Schema schema) {
        this.type = type;
        this.schema = schema;
    }

    @Override
    public final Serializer<T> serializer() {
        return (topic, value) -> encode(value);
    }

    @Override
    public final Deserializer<T> deserializer() {
        return (topic, bytes) -> decode(bytes);
    }

    // Kafka passes null for tombstones, although its interfaces do not say so
    @SuppressWarnings("NullAway")
    private static byte[] encode(@Nullable SpecificRecord value) {
        if (value == null) {
            return null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            JsonRecordWriter.write(value, json);
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    @SuppressWarnings("NullAway")
    private T decode(byte @Nullable [] bytes) {
        return bytes == null ? null : type.cast(JsonRecordReader.read(parsed(bytes), schema));
    }

    private static JsonNode parsed(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            JsonNode json = READER.readValue(text);
            if (json == null || json.isMissingNode()) {
                throw notJson("nothing");
            }
            return json;
        } catch (CharacterCodingException e) {
            throw notJson("bytes that are not UTF-8");
        } catch (JsonProcessingException e) { // its message repeats what it read
            throw notJson(
                    e.getLocation() == null
                            ? "something else"
                            : "something else at line " + e.getLocation().getLineNr() + ", column "
                                    + e.getLocation().getColumnNr());
        }
    }

    private static UndecodableValueException notJson(String found) {
        return new UndecodableValueException(
                DeadLetterCode.NOT_JSON, "The value is not one JSON object in UTF-8: " + found + "; send JSON");
    }
}
