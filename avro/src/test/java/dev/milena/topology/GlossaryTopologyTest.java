// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.GlossaryHit;
import dev.milena.schemas.ProtectedPiece;
import dev.milena.schemas.Span;
import dev.milena.schemas.TermUse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Terms of a glossary, from files and from a topic, in the answers to events. */
class GlossaryTopologyTest {
    private static final Map<String, String> LIVE = Map.of("milena.glossary.topic", "terms");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void shouldListEveryTermWithItsPlacesInTheWholeTextAndTheWholeAnswer() throws IOException {
        Map<String, String> settings = Map.of(
                "milena.glossary.file",
                file("a.en-de.tsv", "umbrella\tSchirm\n") + "," + file("b.en-de.tsv", "car\tPkw\nMilena\tMilena\n"),
                "milena.output.span.unit",
                "code-points");
        try (TopologyFixture kafka = TopologyFixture.stepped(settings)) {
            kafka.sendText("k", "😍 So be it. My umbrella and car here. Milena has a Schirm umbrella.");
            kafka.tick();

            EnrichedText answer = kafka.answers.readValue();
            assertThat(answer.getText()).isEqualTo("😍 <So be it.> Schirm <Milena has a Schirm umbrella.>");
            assertThat(answer.getGlossaryHits())
                    .containsExactly(
                            new GlossaryHit(new Span(15, 23), new Span(14, 20), "umbrella", "Schirm", TermUse.REPLACED),
                            new GlossaryHit(new Span(28, 31), null, "car", "Pkw", TermUse.MISSED),
                            new GlossaryHit(new Span(58, 66), new Span(35, 41), "umbrella", "Schirm", TermUse.KEPT));
            assertThat(answer.getProtectedPieces())
                    .extracting(ProtectedPiece::getSet, ProtectedPiece::getOutput)
                    .containsExactly(tuple("glossary", new Span(22, 28)));
        }
    }

    @Test
    void shouldNotStartWithABrokenLine() throws IOException {
        String file = file("broken.en-de.tsv", "umbrella\tSchirm\ncar\n");

        assertThatThrownBy(() -> TopologyFixture.config(Map.of("milena.glossary.file", file)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("milena.glossary.file: ")
                .hasMessageContaining("broken.en-de.tsv, line 2: there are 0 tabs; write a term, a tab");
    }

    @Test
    void shouldAnswerByTheTopicAsItIsWhenAnEventComes() {
        try (TopologyFixture kafka = TopologyFixture.stepped(LIVE)) {
            TestInputTopic<String, byte[]> terms = terms(kafka);
            kafka.sendText("k", "umbrella");
            put(terms, "en-de:umbrella", "Schirm");
            kafka.sendText("k", "umbrella");
            put(terms, "en-de:umbrella", "Regenschirm");
            kafka.sendText("k", "umbrella");
            put(terms, "en-de:umbrella", null);
            kafka.sendText("k", "umbrella");
            kafka.tick();

            assertThat(kafka.answerTexts()).containsExactly("<umbrella>", "Schirm", "Regenschirm", "<umbrella>");
        }
    }

    @Test
    void shouldPutTheTopicOverTheFiles() throws IOException {
        Map<String, String> settings = Map.of(
                "milena.glossary.topic", "terms", "milena.glossary.file", file("a.en-de.tsv", "umbrella\tSchirm\n"));
        try (TopologyFixture kafka = TopologyFixture.stepped(settings)) {
            TestInputTopic<String, byte[]> terms = terms(kafka);
            kafka.sendText("k", "umbrella");
            put(terms, "en-de:Umbrella", "Parapluie");
            kafka.sendText("k", "umbrella");
            put(terms, "en-de:Umbrella", null);
            kafka.sendText("k", "umbrella");
            kafka.tick();

            assertThat(kafka.answerTexts()).containsExactly("Schirm", "Parapluie", "Schirm");
        }
    }

    @Test
    @SuppressWarnings("NullAway") // a record may lack its key
    void shouldCountRecordsThatCannotBeUsedAndGoOn() {
        try (TopologyFixture kafka = TopologyFixture.stepped(LIVE)) {
            TestInputTopic<String, byte[]> terms = terms(kafka);
            put(terms, "umbrella", "Schirm");
            put(terms, "en-de:umbrella", "Schirm\texakt");
            terms.pipeInput("en-de:umbrella", new byte[] {(byte) 0xFF});
            put(terms, "en-de:", "Schirm");
            terms.pipeInput(new TestRecord<String, byte[]>(null, "x".getBytes(StandardCharsets.UTF_8)));
            put(terms, "en-de:car", "Pkw");
            kafka.sendText("k", "umbrella");
            kafka.sendText("k", "car");
            kafka.tick();

            assertThat(kafka.answerTexts()).containsExactly("<umbrella>", "Pkw");
            assertThat(unusable(kafka)).isEqualTo(5.0);
        }
    }

    private static Object unusable(TopologyFixture kafka) {
        return kafka.driver.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("unusable-records-total"))
                .map(metric -> metric.getValue().metricValue())
                .findFirst()
                .orElseThrow();
    }

    private static TestInputTopic<String, byte[]> terms(TopologyFixture kafka) {
        return kafka.driver.createInputTopic("terms", new StringSerializer(), new ByteArraySerializer());
    }

    @SuppressWarnings("NullAway") // Kafka's records may lack a value; its classes are not annotated
    private static void put(TestInputTopic<String, byte[]> terms, String key, @Nullable String value) {
        terms.pipeInput(key, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }
}
