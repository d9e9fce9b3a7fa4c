// SPDX-License-Identifier: Apache-2.0
package dev.milena.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MilenaSchemasTest {

    private final ClassSecurityPredicate before = ClassSecurityValidator.getGlobal();

    @BeforeEach
    void distrustEverything() {
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.DEFAULT);
    }

    @AfterEach
    void restore() {
        ClassSecurityValidator.setGlobal(before);
    }

    @Test
    void shouldReadGeneratedClassesWithoutASystemProperty() throws IOException {
        assertThat(System.getProperty("org.apache.avro.SERIALIZABLE_PACKAGES")).isNull();
        assertThat(System.getProperty("org.apache.avro.SERIALIZABLE_CLASSES")).isNull();
        MilenaSchemas.trust();

        TextEvent event = TextEvent.newBuilder()
                .setText("Guten Tag")
                .setAttributes(Map.of("id", "7"))
                .build();
        assertThat(TextEvent.fromByteBuffer(event.toByteBuffer())).isEqualTo(event);

        DeadLetter letter = DeadLetter.newBuilder()
                .setCode(DeadLetterCode.EMPTY_TEXT)
                .setMessage("empty")
                .setSource(new SourceCoordinates("milena.text", 0, 1L, 2L))
                .setValueSize(0)
                .setApplicationId("milena")
                .setFailedAt(3)
                .build();
        assertThat(DeadLetter.fromByteBuffer(letter.toByteBuffer())).isEqualTo(letter);
    }

    @Test
    void shouldTrustEveryRecordAndEnumOfThePackageAndNothingElse() {
        MilenaSchemas.trust();
        ClassSecurityPredicate trusted = ClassSecurityValidator.getGlobal();
        assertThat(Snapshots.types()).hasSizeGreaterThan(10).allSatisfy(type -> assertThat(
                        trusted.isTrusted(Class.forName(type.getFullName())))
                .as(type.getFullName())
                .isTrue());
        assertThat(trusted.isTrusted(String.class)).isTrue();
        assertThat(trusted.isTrusted(Runtime.class)).isFalse();
        assertThat(trusted.isTrusted(MilenaSchemas.class)).isFalse();
    }

    @Test
    void shouldKeepWhatSomebodyElseTrusts() {
        ClassSecurityValidator.setGlobal(
                ClassSecurityValidator.builder().add(Thread.class).build());
        MilenaSchemas.trust();
        assertThat(ClassSecurityValidator.getGlobal().isTrusted(Thread.class)).isTrue();
        assertThat(ClassSecurityValidator.getGlobal().isTrusted(TextEvent.class))
                .isTrue();

        ClassSecurityPredicate afterFirst = ClassSecurityValidator.getGlobal();
        MilenaSchemas.trust();
        assertThat(ClassSecurityValidator.getGlobal()).isSameAs(afterFirst);
    }
}
