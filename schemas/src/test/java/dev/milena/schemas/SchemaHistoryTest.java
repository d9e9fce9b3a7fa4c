// SPDX-License-Identifier: Apache-2.0
package dev.milena.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * What was released once can be read for ever, by every later version and every earlier one. To release the current
 * schemas, add the version to {@link MilenaSchemas#RELEASES} and run this test with
 * {@code -DargLine=-Dmilena.release.schemas=VERSION}.
 */
class SchemaHistoryTest {

    static final List<String> RECORDS = Snapshots.RECORDS;

    @BeforeAll
    static void release() throws IOException {
        String version = System.getProperty("milena.release.schemas");
        if (version != null) {
            Snapshots.write(version);
        }
    }

    @Test
    void shouldListEveryReleasedFolder() throws IOException {
        try (Stream<Path> folders = Files.list(Snapshots.HISTORY)) {
            assertThat(folders.map(folder -> folder.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(MilenaSchemas.RELEASES);
        }
    }

    @ParameterizedTest
    @FieldSource("RECORDS")
    void shouldStayCompatibleBothWaysWithEveryReleasedSchema(String record) {
        Collection<Schema> all =
                MilenaSchemas.writers(Snapshots.current(record)).values();
        for (Schema reader : all) {
            for (Schema writer : all) {
                assertThat(SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                                .getResult()
                                .getIncompatibilities())
                        .as("%s read as %s", writer, reader)
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @FieldSource("RECORDS")
    void shouldFindEveryReleasedSchemaByItsFingerprint(String record) throws IOException {
        Schema current = Snapshots.current(record);
        for (String release : MilenaSchemas.RELEASES) {
            Schema released = new Schema.Parser()
                    .parse(Files.readString(Snapshots.HISTORY.resolve(release).resolve(record + ".avsc")));
            assertThat(MilenaSchemas.writers(current))
                    .containsEntry(SchemaNormalization.parsingFingerprint64(released), released)
                    .containsEntry(SchemaNormalization.parsingFingerprint64(current), current);
        }
    }

    @Test
    void shouldNoticeAnIncompatibleChange() {
        Schema renamed = new Schema.Parser()
                .parse(Snapshots.current("TextEvent").toString().replace("\"name\":\"text\"", "\"name\":\"words\""));
        assertThat(MilenaSchemas.writers(renamed).values())
                .anySatisfy(released -> assertThat(SchemaCompatibility.checkReaderWriterCompatibility(renamed, released)
                                .getType())
                        .isEqualTo(SchemaCompatibilityType.INCOMPATIBLE));
    }

    @Test
    void shouldDocumentEveryTypeAndField() {
        assertThat(Snapshots.types()).allSatisfy(type -> {
            assertThat(type.getDoc()).as(type.getFullName()).isNotBlank();
            if (type.getType() == Schema.Type.RECORD) {
                assertThat(type.getFields()).allSatisfy(field -> assertThat(field.doc())
                        .as("%s.%s", type.getFullName(), field.name())
                        .isNotBlank()
                        .endsWith("."));
            }
        });
    }

    @Test
    void shouldGiveEveryEnumADefaultForSymbolsOfTheFuture() {
        assertThat(Snapshots.types())
                .filteredOn(type -> type.getType() == Schema.Type.ENUM)
                .hasSize(8)
                .allSatisfy(type ->
                        assertThat(type.getEnumDefault()).as(type.getFullName()).isEqualTo("UNKNOWN"));
    }
}
