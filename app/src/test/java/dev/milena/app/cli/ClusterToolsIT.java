// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.milena.app.ExitCode;
import dev.milena.app.broker.EmbeddedBroker;
import dev.milena.app.kafka.Cluster;
import dev.milena.app.output.FakeTerminal;
import dev.milena.config.MilenaConfig;
import dev.milena.schemas.DeadLetter;
import dev.milena.schemas.DeadLetterCode;
import dev.milena.schemas.SourceCoordinates;
import dev.milena.schemas.TextEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** topics, send and tail against a real broker, one after the other as a person would. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterToolsIT {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(folder);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    @Order(1)
    void shouldNameEveryMissingTopicAndTheCure() {
        FakeTerminal screen = FakeTerminal.piped("");

        assertThat(execute(screen, "topics", "check")).isEqualTo(ExitCode.TOPICS.code());
        assertThat(screen.err())
                .contains("milena.text (milena.input.topic)")
                .contains("milena.enriched")
                .contains("milena.attention")
                .contains("milena.dead-letters")
                .contains("milena topics create");
    }

    @Test
    @Order(2)
    void shouldRefuseToSendToATopicThatIsMissing() {
        FakeTerminal screen = FakeTerminal.piped("");

        assertThat(execute(screen, "send", "Hello")).isEqualTo(ExitCode.TOPICS.code());
        assertThat(execute(screen, "tail")).isEqualTo(ExitCode.TOPICS.code());
        assertThat(screen.err()).contains("does not exist");
    }

    @Test
    @Order(3)
    void shouldCreateWhatIsMissingAndLeaveTheRest() {
        FakeTerminal first = FakeTerminal.piped("");
        FakeTerminal second = FakeTerminal.piped("");
        FakeTerminal check = FakeTerminal.piped("");

        assertThat(execute(first, "topics", "create", "--partitions", "2"))
                .as(first.err())
                .isZero();
        assertThat(execute(second, "topics", "create")).isZero();
        assertThat(execute(check, "topics", "check")).isZero();
        assertThat(first.out().lines()).hasSize(4).allMatch(line -> line.startsWith("created"));
        assertThat(second.out().lines()).hasSize(4).allMatch(line -> line.startsWith("exists"));
        assertThat(check.out().lines()).hasSize(4).allMatch(line -> line.endsWith("2 partitions"));
    }

    @Test
    @Order(4)
    void shouldSendTextsWithKeysAndAttributes() {
        FakeTerminal screen = FakeTerminal.piped("a;One; two\nb;Grüße 😀\n");

        assertThat(execute(screen, "send", "--key-separator", ";", "-a", "room=7", "--to", "de"))
                .as(screen.err())
                .isZero();
        assertThat(screen.err()).contains("sent 2 texts to milena.text");

        assertThat(events()).containsExactlyInAnyOrder("a=One; two {room=7} de", "b=Grüße 😀 {room=7} de");
    }

    @Test
    @Order(5)
    void shouldShowOutputsAsJson() throws Exception {
        Cluster cluster = cluster();
        MilenaConfig config = cluster.config();
        try (Producer<byte[], byte[]> producer = cluster.producer();
                Serde<DeadLetter> serde = config.newValueSerde(MilenaConfig.DEAD_LETTER_VALUE_SERDE_CONFIG)) {
            DeadLetter letter = new DeadLetter(
                    DeadLetterCode.EMPTY_TEXT,
                    "the text is empty",
                    new SourceCoordinates("milena.text", 1, 42L, 7L),
                    null,
                    0,
                    null,
                    null,
                    "milena",
                    9L);
            producer.send(new ProducerRecord<>(
                            "milena.dead-letters",
                            0,
                            "k".getBytes(StandardCharsets.UTF_8),
                            serde.serializer().serialize("milena.dead-letters", letter)))
                    .get();
        }
        FakeTerminal json = FakeTerminal.piped("");
        FakeTerminal readable = FakeTerminal.piped("");

        assertThat(execute(json, "tail", "--from-beginning", "--count", "1", "--json"))
                .as(json.err())
                .isZero();
        assertThat(execute(readable, "tail", "--from-beginning", "--timeout", "2", "dead-letters"))
                .isZero();

        JsonNode line = new ObjectMapper().readTree(json.out());
        assertThat(line.at("/record/key").asText()).isEqualTo("k");
        assertThat(line.at("/code").asText()).isEqualTo("EMPTY_TEXT");
        assertThat(line.at("/source/offset").asLong()).isEqualTo(42);
        assertThat(readable.out()).contains("refused · EMPTY_TEXT").contains("milena.text-1@42");
    }

    private static Cluster cluster() {
        return new Cluster(MilenaConfig.of(
                Map.of("bootstrap.servers", broker.bootstrapServers(), MilenaConfig.BUNDLES_CONFIG, "none")));
    }

    private static List<String> events() {
        Cluster cluster = cluster();
        List<String> events = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = cluster.consumer();
                Serde<TextEvent> serde = cluster.config().newValueSerde(MilenaConfig.INPUT_VALUE_SERDE_CONFIG)) {
            List<TopicPartition> partitions =
                    List.of(new TopicPartition("milena.text", 0), new TopicPartition("milena.text", 1));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            for (int i = 0; i < 50 && events.size() < 2; i++) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    TextEvent event = serde.deserializer().deserialize(record.topic(), record.value());
                    events.add(new String(record.key(), StandardCharsets.UTF_8) + "=" + event.getText() + " "
                            + event.getAttributes() + " " + event.getTargetLanguage());
                }
            }
        }
        return events;
    }

    private static int execute(FakeTerminal screen, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--bootstrap");
        all.add(broker.bootstrapServers());
        return Commands.commandLine(screen.terminal()).execute(all.toArray(String[]::new));
    }
}
