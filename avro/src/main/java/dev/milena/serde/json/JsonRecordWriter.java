// SPDX-License-Identifier: Apache-2.0
package dev.milena.serde.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes Avro records as plain JSON with the field names of their schemas: a union is its value, bytes are Base64. Avro's
 * own JSON encoding wraps every union, which no reader wants. Stateless, any thread.
 */
final class JsonRecordWriter {
    private JsonRecordWriter() {}

    /** Writes a record as an object. */
    public static void write(IndexedRecord record, JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (org.apache.avro.Schema.Field field : record.getSchema().getFields()) {
            json.writeFieldName(field.name());
            write(record.get(field.pos()), json);
        }
        json.writeEndObject();
    }

    private static void write(@Nullable Object value, JsonGenerator json) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof IndexedRecord record) {
            write(record, json);
        } else if (value instanceof Iterable<?> items) {
            json.writeStartArray();
            for (Object item : items) {
                write(item, json);
            }
            json.writeEndArray();
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(String.valueOf(entry.getKey()));
                write(entry.getValue(), json);
            }
            json.writeEndObject();
        } else if (value instanceof ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            json.writeBinary(copy);
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof Number number) {
            write(number, json);
        } else {
            json.writeString(value.toString());
        }
    }

    private static void write(Number number, JsonGenerator json) throws IOException {
        if (number instanceof Float single) {
            json.writeNumber(single);
        } else if (number instanceof Double twice) {
            json.writeNumber(twice);
        } else {
            json.writeNumber(number.longValue());
        }
    }
}
