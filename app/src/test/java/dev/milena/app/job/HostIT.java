// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.milena.app.broker.EmbeddedBroker;
import dev.milena.app.chaos.job.ChainedTopology;
import dev.milena.app.chaos.job.SimulatedModel;
import dev.milena.config.MilenaConfig;
import dev.milena.host.HostException;
import dev.milena.host.HostExit;
import dev.milena.host.StreamsHost;
import dev.milena.host.StreamsHostBuilder;
import dev.milena.host.topics.TopicFinding;
import dev.milena.streams.Models;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's own topology in a host, on a broker. */
class HostIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static Path folder;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start(folder.resolve("broker"));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(topic("milena.text"), topic("milena.enriched"), topic("milena.dead-letters")))
                    .all()
                    .get();
        }
    }

    private static NewTopic topic(String name) {
        return new NewTopic(name, 1, (short) 1);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void shouldAnswerServeAndStopWhenEveryTopicIsThere() throws Exception {
        StreamsHost host = host("fine").open();
        try (host) {
            assertThat(host.checkTopics()).extracting(TopicFinding::partitions).containsExactly(1, 1);
            host.load(models());
            host.start(topology("fine", host.models()));
            assertThat(host.awaitRunning(PATIENCE)).isTrue();
            send("event 1");
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(host.failure()).isNull();
                assertThat(end("milena.enriched")).isGreaterThanOrEqualTo(ChainedTopology.PARTS);
            });
        }
        host.close();
    }

    @Test
    void shouldEndBeforeTheModelsAreOpenedWhenADeclaredTopicIsMissing() {
        HostExit exit = StreamsHost.builder(settings("missing"))
                .models(() -> {
                    throw new AssertionError("the models were opened");
                })
                .topology(models -> topology("missing", models))
                .reads("milena.text", "no.such.topic")
                .run();

        assertThat(exit).isEqualTo(HostExit.TOPICS);
    }

    @Test
    void shouldNotStartWhenATopicOfTheTopologyIsMissingThatNobodyDeclared() {
        try (StreamsHost host = host("undeclared").open()) {
            host.load(models());
            Map<String, Object> others = new HashMap<>(settings("undeclared"));
            others.put("milena.output.topic", "no.such.topic");
            Topology topology = ChainedTopology.build(MilenaConfig.of(others), host.models());

            assertThatThrownBy(() -> host.start(topology))
                    .isInstanceOfSatisfying(
                            HostException.class, e -> assertThat(e.exit()).isEqualTo(HostExit.TOPICS))
                    .hasMessageContaining("no.such.topic does not exist; create it");
        }
    }

    private static StreamsHost host(String application) {
        StreamsHostBuilder builder = StreamsHost.builder(settings(application));
        return builder.reads("milena.text").writes("milena.enriched").build();
    }

    private static Topology topology(String application, Models models) {
        return ChainedTopology.build(MilenaConfig.of(settings(application)), models);
    }

    private static List<SimulatedModel> models() {
        SimulatedModel model = new SimulatedModel();
        return List.of(model, model.summarizing());
    }

    private static Map<String, String> settings(String application) {
        return Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "application.id", application,
                "state.dir", folder.resolve("state").toString(),
                "milena.bundles", "unused",
                "milena.metrics.port", "0",
                "commit.interval.ms", "100",
                "replication.factor", "1");
    }

    private static void send(String text) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("milena.text", text.getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }

    private static long end(String topic) throws Exception {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get()
                    .offset();
        }
    }
}
