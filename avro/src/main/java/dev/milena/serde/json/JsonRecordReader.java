// SPDX-License-Identifier: Apache-2.0
package dev.milena.serde.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.milena.schemas.DeadLetterCode;
import dev.milena.schemas.MilenaSchemas;
import dev.milena.serde.UndecodableValueException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes Avro records of plain JSON, strictly: a field that the schema does not have is refused, because it may be a
 * misspelt one; one that is missing has its default. Messages name fields of the schema, never what the JSON holds.
 * Stateless, any thread.
 */
final class JsonRecordReader {
    /** Names that look like names may be repeated in a message; anything else might be text. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,40}");

    private static final SpecificData DATA = data();

    private JsonRecordReader() {}

    private static SpecificData data() {
        MilenaSchemas.trust();
        return new SpecificData(MilenaSchemas.class.getClassLoader());
    }

    /**
     * The record that an object stands for.
     *
     * @throws UndecodableValueException with {@code WRONG_SCHEMA} when it is another
     */
    static SpecificRecord read(JsonNode json, Schema schema) {
        return record(json, schema, "");
    }

    private static SpecificRecord record(JsonNode json, Schema schema, String path) {
        require(json.isObject(), path, "an object");
        for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (schema.getField(name) == null) {
                throw new UndecodableValueException(
                        DeadLetterCode.WRONG_SCHEMA,
                        "The JSON has a field" + (NAME.matcher(name).matches() ? " '" + name + "'" : "")
                                + " that " + schema.getName() + " does not have; its fields are "
                                + schema.getFields().stream()
                                        .map(Schema.Field::name)
                                        .toList());
            }
        }
        SpecificRecord record = (SpecificRecord) DATA.newRecord(null, schema);
        for (Schema.Field field : schema.getFields()) {
            record.put(field.pos(), field(json, field, path));
        }
        return record;
    }

    private static @Nullable Object field(JsonNode json, Schema.Field field, String path) {
        String inside = path.isEmpty() ? field.name() : path + "." + field.name();
        JsonNode value = json.get(field.name());
        if (value != null) {
            return value(value, field.schema(), inside);
        }
        require(field.hasDefaultValue(), inside, "there");
        return DATA.getDefaultValue(field);
    }

    private static @Nullable Object value(JsonNode json, Schema schema, String path) {
        return switch (schema.getType()) {
            case RECORD -> record(json, schema, path);
            case UNION -> union(json, schema, path);
            case ARRAY -> array(json, schema, path);
            case MAP -> map(json, schema, path);
            case ENUM -> symbol(json, schema, path);
            case BYTES -> bytes(json, path);
            case STRING, BOOLEAN -> plain(json, schema.getType(), path);
            default -> number(json, schema.getType(), path);
        };
    }

    private static Object plain(JsonNode json, Schema.Type type, String path) {
        if (type == Schema.Type.STRING) {
            require(json.isTextual(), path, "a string");
            return json.textValue();
        }
        require(json.isBoolean(), path, "true or false");
        return json.booleanValue();
    }

    private static Object number(JsonNode json, Schema.Type type, String path) {
        require(json.isNumber(), path, "a number");
        return switch (type) {
            case FLOAT -> json.floatValue();
            case DOUBLE -> json.doubleValue();
            case INT -> {
                require(json.isIntegralNumber() && json.canConvertToInt(), path, "a whole number of 32 bits");
                yield json.intValue();
            }
            case LONG -> {
                require(json.isIntegralNumber() && json.canConvertToLong(), path, "a whole number of 64 bits");
                yield json.longValue();
            }
            default -> throw new IllegalStateException("No contract has a field of type " + type);
        };
    }

    /** Every union of the contracts is null or one other type. */
    private static @Nullable Object union(JsonNode json, Schema schema, String path) {
        if (json.isNull()) {
            return null;
        }
        Schema other = schema.getTypes().stream()
                .filter(type -> type.getType() != Schema.Type.NULL)
                .findFirst()
                .orElseThrow();
        return value(json, other, path);
    }

    private static List<Object> array(JsonNode json, Schema schema, String path) {
        require(json.isArray(), path, "an array");
        List<Object> items = new ArrayList<>(json.size());
        for (JsonNode item : json) {
            items.add(value(item, schema.getElementType(), path + "[]"));
        }
        return items;
    }

    private static Map<String, Object> map(JsonNode json, Schema schema, String path) {
        require(json.isObject(), path, "an object");
        Map<String, Object> entries = new LinkedHashMap<>();
        json.properties()
                .forEach(entry ->
                        entries.put(entry.getKey(), value(entry.getValue(), schema.getValueType(), path + "{}")));
        return entries;
    }

    private static Object symbol(JsonNode json, Schema schema, String path) {
        require(json.isTextual(), path, "one of " + schema.getEnumSymbols());
        String symbol = json.textValue();
        boolean known = schema.hasEnumSymbol(symbol);
        require(known || schema.getEnumDefault() != null, path, "one of " + schema.getEnumSymbols());
        return DATA.createEnum(known ? symbol : schema.getEnumDefault(), schema);
    }

    private static ByteBuffer bytes(JsonNode json, String path) {
        try {
            require(json.isTextual(), path, "Base64");
            return ByteBuffer.wrap(Base64.getDecoder().decode(json.textValue()));
        } catch (IllegalArgumentException e) {
            throw wrong(path, "Base64");
        }
    }

    private static void require(boolean holds, String path, String rule) {
        if (!holds) {
            throw wrong(path, rule);
        }
    }

    private static UndecodableValueException wrong(String path, String rule) {
        return new UndecodableValueException(
                DeadLetterCode.WRONG_SCHEMA,
                (path.isEmpty() ? "The JSON" : "The JSON's field '" + path + "'") + " has to be " + rule
                        + "; send what the contract says");
    }
}
