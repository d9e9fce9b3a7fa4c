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
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
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
                    9L,
                    null);
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

    @Test
    @Order(6)
    void shouldSendEachLineAsItIsOrNameIt() throws Exception {
        long before = ends();
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.writeBytes("\uFEFFone\rtwo\r\n".getBytes(StandardCharsets.UTF_8));
        input.writeBytes(new byte[] {'G', 'r', (byte) 0xFC, (byte) 0xDF, 'e', '\n'});
        input.writeBytes("four\0\n\n".getBytes(StandardCharsets.UTF_8));
        input.writeBytes(
                ("x".repeat(101) + "\n" + "ü".repeat(50) + "\n" + "a".repeat(51)).getBytes(StandardCharsets.UTF_8));
        FakeTerminal screen = FakeTerminal.piped(input.toByteArray());

        assertThat(execute(
                        screen,
                        "send",
                        "-k",
                        "k",
                        "-s",
                        "milena.text.max.bytes=100",
                        "-s",
                        "milena.text.max.code.points=50"))
                .as(screen.err())
                .isEqualTo(ExitCode.INCOMPLETE.code());
        assertThat(screen.err())
                .contains("line 2 is not UTF-8 at byte 2", "line 5", "101 bytes", "milena.text.max.bytes")
                .contains("line 7", "51 code points", "milena.text.max.code.points")
                .contains("byte order mark", "sent 4 texts", "3 lines were not sent");
        assertThat(texts(before)).containsExactly("one\rtwo", "four\0", "", "ü".repeat(50));
    }

    @Test
    @Order(7)
    void shouldSendAnArgumentThatBeginsWithAtAsItIs() throws Exception {
        long before = ends();
        Path file = Files.writeString(folder.resolve("words"), "secret words");
        FakeTerminal screen = FakeTerminal.piped("");

        assertThat(execute(screen, "send", "-k", "k", "@" + file))
                .as(screen.err())
                .isZero();
        assertThat(texts(before)).containsExactly("@" + file);
    }

    @Test
    @Order(8)
    void shouldNameALineWithoutItsKeyAndOneThatNoRequestHolds() throws Exception {
        long before = ends();
        FakeTerminal screen = FakeTerminal.piped("k;one\ntwo\nk;" + "x".repeat(3000) + "\nk;four");

        assertThat(execute(
                        screen,
                        "send",
                        "--key-separator",
                        ";",
                        "-s",
                        "milena.text.max.bytes=1000",
                        "-s",
                        "producer.max.request.size=2100000"))
                .isEqualTo(ExitCode.INCOMPLETE.code());
        assertThat(screen.err())
                .contains("line 2 has no ';'", "--key-separator", "line 3")
                .doesNotContain("two");
        assertThat(texts(before)).containsExactly("one", "four");

        FakeTerminal large = FakeTerminal.piped("");
        assertThat(execute(
                        large,
                        "send",
                        "-s",
                        "producer.max.request.size=1100000",
                        "-s",
                        "milena.text.max.bytes=30000",
                        "-a",
                        "large=" + "x".repeat(1_100_000),
                        "Hello"))
                .isEqualTo(ExitCode.INCOMPLETE.code());
        assertThat(large.err()).contains("text 1", "max.request.size", "1100000");
    }

    @Test
    @Order(9)
    void shouldNameForeignRecordsAndGoOn() throws Exception {
        Cluster cluster = cluster();
        try (Producer<byte[], byte[]> producer = cluster.producer();
                Serde<TextEvent> serde = cluster.config().newValueSerde(MilenaConfig.INPUT_VALUE_SERDE_CONFIG)) {
            producer.send(new ProducerRecord<>("milena.dead-letters", 1, null, new byte[] {1, 2, 3}))
                    .get();
            producer.send(new ProducerRecord<>("milena.dead-letters", 1, null, (byte[]) null))
                    .get();
            producer.send(new ProducerRecord<>(
                            "milena.dead-letters",
                            1,
                            null,
                            serde.serializer()
                                    .serialize(
                                            "milena.dead-letters",
                                            TextEvent.newBuilder()
                                                    .setText("secret")
                                                    .build())))
                    .get();
            producer.send(new ProducerRecord<>("milena.dead-letters", 1, null, letter(cluster.config())))
                    .get();
        }
        FakeTerminal screen = FakeTerminal.piped("");

        assertThat(execute(screen, "tail", "--from-beginning", "--timeout", "2", "dead-letters", "--json"))
                .as(screen.err())
                .isEqualTo(ExitCode.INCOMPLETE.code());
        assertThat(screen.out().lines()).hasSize(2);
        assertThat(screen.err())
                .contains("milena.dead-letters-1@0", "milena.dead-letters-1@1", "milena.dead-letters-1@2")
                .contains("3 records were not shown")
                .doesNotContain("secret");
    }

    @Test
    @Order(10)
    void shouldSayThatThePortSpeaksPlainTextAndThisClientTls() {
        FakeTerminal screen = FakeTerminal.piped("");

        assertThat(execute(screen, "topics", "check", "-s", "security.protocol=SSL"))
                .isEqualTo(ExitCode.BROKER.code());
        assertThat(screen.err())
                .contains("the port " + broker.bootstrapServers() + " speaks plain text", "security.protocol=SSL");
    }

    @Test
    @Order(11)
    void shouldRefuseATransactionTimeoutThatTheBrokersDoNotGrant() {
        FakeTerminal screen = FakeTerminal.piped("");
        FakeTerminal atLeastOnce = FakeTerminal.piped("");

        assertThat(execute(screen, "topics", "check", "-s", "producer.transaction.timeout.ms=900001"))
                .isEqualTo(ExitCode.SETTINGS.code());
        assertThat(screen.err())
                .contains("transaction.timeout.ms=900001", "transaction.max.timeout.ms=900000")
                .contains("milena.stall.limit.ms", "of the brokers to at least 900001");
        assertThat(execute(atLeastOnce, "topics", "check", "-s", "processing.guarantee=at_least_once"))
                .as(atLeastOnce.err())
                .isZero();
    }

    private static byte[] letter(MilenaConfig config) {
        try (Serde<DeadLetter> serde = config.newValueSerde(MilenaConfig.DEAD_LETTER_VALUE_SERDE_CONFIG)) {
            return serde.serializer()
                    .serialize(
                            "milena.dead-letters",
                            new DeadLetter(
                                    DeadLetterCode.EMPTY_TEXT,
                                    "the text is empty",
                                    new SourceCoordinates("milena.text", 1, 42L, 7L),
                                    null,
                                    0,
                                    null,
                                    null,
                                    "milena",
                                    9L,
                                    null));
        }
    }

    private static List<TopicPartition> inputPartitions() {
        return List.of(new TopicPartition("milena.text", 0), new TopicPartition("milena.text", 1));
    }

    private static long ends() {
        try (Consumer<byte[], byte[]> consumer = cluster().consumer()) {
            return consumer.endOffsets(inputPartitions()).values().stream()
                    .mapToLong(end -> end)
                    .sum();
        }
    }

    /** Texts of one key, in their order, without the first ones. */
    private static List<String> texts(long skipped) {
        Cluster cluster = cluster();
        List<String> texts = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = cluster.consumer();
                Serde<TextEvent> serde = cluster.config().newValueSerde(MilenaConfig.INPUT_VALUE_SERDE_CONFIG)) {
            consumer.assign(inputPartitions());
            consumer.seekToBeginning(inputPartitions());
            long expected = consumer.endOffsets(inputPartitions()).values().stream()
                    .mapToLong(end -> end)
                    .sum();
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (records.size() < expected) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            records.stream()
                    .sorted(Comparator.comparingLong(ConsumerRecord::timestamp))
                    .skip(skipped)
                    .forEach(record -> texts.add(serde.deserializer()
                            .deserialize(record.topic(), record.value())
                            .getText()));
        }
        return texts;
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
