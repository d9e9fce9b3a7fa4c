// SPDX-License-Identifier: Apache-2.0
package dev.milena.schemas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;

/** The current schemas as their source files have them, and the folders of released ones. */
final class Snapshots {

    static final Path HISTORY = Path.of("src", "main", "resources", "dev", "milena", "schemas", "history");

    private static final Path SOURCES = Path.of("src", "main", "avro");

    /** The records that are values of a topic. */
    static final List<String> RECORDS = List.of("TextEvent", "EnrichedText", "AttentionMap", "DeadLetter");

    private Snapshots() {}

    /** The current schema of a record. */
    static Schema current(String record) {
        return parse().get(record);
    }

    /** Every named type of the current schemas, nested ones included. */
    static Collection<Schema> types() {
        Map<String, Schema> types = new LinkedHashMap<>();
        parse().values().forEach(schema -> collect(schema, types));
        return types.values();
    }

    /** Writes the current schemas, each with everything it refers to, as those of a release. */
    static void write(String release) throws IOException {
        Path folder = Files.createDirectories(HISTORY.resolve(release));
        for (String record : RECORDS) {
            Files.writeString(
                    folder.resolve(record + ".avsc"), SchemaFormatter.format("json/pretty", current(record)) + "\n");
        }
    }

    private static Map<String, Schema> parse() {
        Schema.Parser parser = new Schema.Parser();
        Map<String, Schema> schemas = new LinkedHashMap<>();
        // referred types first: the parser resolves names that it has seen
        List<String> order =
                new ArrayList<>(List.of("Span", "SpanUnit", "SourceCoordinates", "ModelRef", "Task", "Window"));
        order.addAll(RECORDS);
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (String name : order) {
                schemas.put(
                        name, parser.parse(Files.readString(SOURCES.resolve("dev.milena.schemas." + name + ".avsc"))));
            }
            if (files.count() != schemas.size()) {
                throw new IllegalStateException(SOURCES + " holds a schema that is not listed here");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return schemas;
    }

    private static void collect(Schema schema, Map<String, Schema> types) {
        switch (schema.getType()) {
            case RECORD -> {
                if (types.putIfAbsent(schema.getFullName(), schema) == null) {
                    schema.getFields().forEach(field -> collect(field.schema(), types));
                }
            }
            case ENUM, FIXED -> types.putIfAbsent(schema.getFullName(), schema);
            case ARRAY -> collect(schema.getElementType(), types);
            case MAP -> collect(schema.getValueType(), types);
            case UNION -> schema.getTypes().forEach(branch -> collect(branch, types));
            default -> {}
        }
    }
}
