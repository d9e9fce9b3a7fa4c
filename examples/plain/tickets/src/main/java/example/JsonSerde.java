// SPDX-License-Identifier: Apache-2.0
package example;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serdes;

/** Any class as JSON. */
public final class JsonSerde<T> extends Serdes.WrapperSerde<T> {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    public JsonSerde(Class<T> type) {
        super((topic, value) -> write(value), (topic, bytes) -> read(bytes, type));
    }

    private static byte[] write(Object value) {
        try {
            return value == null ? null : MAPPER.writeValueAsBytes(value);
        } catch (IOException e) {
            throw new SerializationException("The value cannot be written as JSON", e);
        }
    }

    private static <T> T read(byte[] bytes, Class<T> type) {
        try {
            return bytes == null ? null : MAPPER.readValue(bytes, type);
        } catch (IOException e) {
            throw new SerializationException("The value is not JSON of " + type.getSimpleName());
        }
    }
}
