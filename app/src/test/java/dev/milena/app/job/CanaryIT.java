// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.milena.app.broker.EmbeddedBroker;
import dev.milena.config.MilenaConfig;
import dev.milena.host.FatalFailure;
import dev.milena.host.FatalFailure.Reason;
import dev.milena.host.StreamsHost;
import dev.milena.schemas.TextEvent;
import dev.milena.serde.TextEventSerde;
import dev.milena.topology.EnrichmentTopology;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A canary sings on every way that an event can take, and is heard in no log at any level, no metric, no exception, no
 * thread's name and no dead letter. Keys, headers and attributes have canaries of their own, which outputs repeat and
 * nothing else may.
 */
class CanaryIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String TEXT = "canary of the text";
    private static final String SENDERS = "canary of the sender";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @SuppressWarnings("NullAway.Init") // set before each test
    private EmbeddedBroker broker;

    private final SpokenWords words = new SpokenWords();
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        WordyAnswerSerde.broken = true;
        broker = EmbeddedBroker.start(folder.resolve("broker"));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(
                            topic("milena.text"),
                            topic("milena.enriched"),
                            topic("milena.attention"),
                            topic("milena.dead-letters")))
                    .all()
                    .get();
        }
    }

    @AfterEach
    void stop() {
        words.close();
        broker.close();
    }

    @Test
    void shouldBeHeardNowhereWhateverBecomesOfTheText() throws Exception {
        List<String> answered = List.of("sing", "break", "again", "many");
        List<String> refused = List.of(
                "trip",
                "assert",
                "overflow",
                "poison",
                "error",
                "nan",
                "huge",
                "endless",
                "unreadable",
                "undecodable",
                "unwritable",
                "deep");
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            answered.forEach(way -> send(producer, event(way + " " + TEXT)));
            refused.forEach(way -> send(producer, event(way + " " + TEXT)));
            send(producer, event("long " + TEXT + "!".repeat(200_000)));
            send(producer, event("nul \0 " + TEXT));
            send( // asked as it is: what begins an answer begins that of no segment
                    producer,
                    TextEvent.newBuilder(event("many " + TEXT))
                            .setTargetPrefix(TEXT)
                            .build());
            send(
                    producer,
                    TextEvent.newBuilder(event("language " + TEXT))
                            .setSourceLanguage(TEXT)
                            .build());
            send(
                    producer,
                    TextEvent.newBuilder(event("bundle " + TEXT))
                            .setBundle(TEXT)
                            .build());
            sendRaw(producer, ("not Avro: " + TEXT).getBytes(StandardCharsets.UTF_8));
            sendRaw(producer, wrongSchema());
            sendRaw(producer, cut());
            sendRaw(producer, null);
        }
        int letters = sent.size() - answered.size();

        String metrics;
        try (StreamsHost job = job()) {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).untilAsserted(() -> {
                assertThat(job.failure()).isNull();
                assertThat(read("milena.enriched")).hasSize(answered.size());
                assertThat(read("milena.dead-letters")).hasSize(letters);
            });
            metrics = metrics(job);
        }
        FatalFailure failure = failure();

        WordyAnswerSerde.broken = false;
        try (StreamsHost job = job()) {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(300))
                    .untilAsserted(() -> assertThat(read("milena.enriched")).hasSize(answered.size() + 1));
            assertThat(metrics(job)).contains("milena_answers_total").doesNotContain(TEXT, SENDERS);
        }

        assertThat(failure.reason()).isEqualTo(Reason.TOO_MANY_RESTARTS);
        assertThat(failure.message()).contains("KafkaException").doesNotContain(TEXT, SENDERS);
        assertThat(new SpokenError(failure.cause()).toString()).doesNotContain(TEXT, SENDERS);
        assertThat(metrics).contains("milena_dead_letters_total").doesNotContain(TEXT, SENDERS);
        assertThat(words.said())
                .hasSizeGreaterThan(50)
                .anySatisfy(line -> assertThat(line).contains("DEBUG dev.milena"))
                .allSatisfy(line -> assertThat(line).doesNotContain(TEXT, SENDERS));
        assertThat(Thread.getAllStackTraces().keySet())
                .allSatisfy(thread -> assertThat(thread.getName()).doesNotContain(TEXT, SENDERS));
        assertThat(read("milena.dead-letters"))
                .allSatisfy(letter -> assertThat(new String(letter.value(), StandardCharsets.ISO_8859_1))
                        .doesNotContain(TEXT));
    }

    /** Sends an event at whose answer a serde says that Kafka fails, and waits until the job gives up. */
    private FatalFailure failure() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            send(producer, event("stuck " + TEXT));
        }
        try (StreamsHost job = job()) {
            await().atMost(PATIENCE).until(() -> job.failure() != null);
            return Objects.requireNonNull(job.failure());
        }
    }

    private StreamsHost job() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "application.id", "canary",
                "state.dir", folder.resolve("state").toString(),
                "milena.bundles", "unused",
                "milena.metrics.port", "0",
                "milena.restart.max", "1",
                "commit.interval.ms", "100",
                "replication.factor", "1"));
        settings.put("milena.doubt.retry", "true");
        settings.put("milena.doubt.runaway", "refuse");
        settings.put("milena.input.value.serde", WordyEventSerde.class.getName());
        settings.put("milena.output.value.serde", WordyAnswerSerde.class.getName());
        MilenaConfig config = MilenaConfig.of(settings);
        StreamsHost job = Jobs.of(config).build().open();
        job.load(List.of(new CanaryModel()));
        job.start(EnrichmentTopology.build(config, job.models()));
        return job;
    }

    private static String metrics(StreamsHost job) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + job.metricsPort() + "/metrics");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static TextEvent event(String text) {
        return TextEvent.newBuilder()
                .setText(text)
                .setAttributes(Map.of("attribute", SENDERS))
                .build();
    }

    private void send(KafkaProducer<byte[], byte[]> producer, TextEvent event) {
        sendRaw(producer, encoded(event));
    }

    @SuppressWarnings("NullAway") // a record may have no value; Kafka's class is not annotated
    private void sendRaw(KafkaProducer<byte[], byte[]> producer, byte @Nullable [] value) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(SENDERS, SENDERS.getBytes(StandardCharsets.UTF_8));
        sent.add(producer.send(
                new ProducerRecord<>("milena.text", 0, SENDERS.getBytes(StandardCharsets.UTF_8), value, headers)));
    }

    private static byte[] encoded(TextEvent event) {
        try (TextEventSerde serde = new TextEventSerde()) {
            return serde.serializer().serialize("milena.text", event);
        }
    }

    private static byte[] wrongSchema() {
        byte[] value = encoded(event("schema " + TEXT));
        value[5] ^= 1;
        return value;
    }

    private static byte[] cut() {
        byte[] value = encoded(event("cut " + TEXT));
        return java.util.Arrays.copyOf(value, value.length - 1);
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    private static NewTopic topic(String name) {
        return new NewTopic(name, 1, (short) 1);
    }
}
