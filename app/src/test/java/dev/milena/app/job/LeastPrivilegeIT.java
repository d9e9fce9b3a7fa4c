// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.milena.app.CommandFailure;
import dev.milena.app.ExitCode;
import dev.milena.app.broker.BrokerNode;
import dev.milena.app.broker.ClusterPlan;
import dev.milena.app.kafka.Cluster;
import dev.milena.app.kafka.Topics;
import dev.milena.config.MilenaConfig;
import dev.milena.schemas.TextEvent;
import dev.milena.serde.TextEventSerde;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job on a cluster that encrypts, asks who is there and allows nothing by default (SASL_SSL and access control lists):
 * the permissions that {@code docs/guarantees.md} lists are enough.
 */
class LeastPrivilegeIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String PASSWORD = "correct-horse";
    private static final String APPLICATION = "least";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static Path folder;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static BrokerNode broker;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static ClusterPlan plan;

    private static int securePort;

    @BeforeAll
    static void start() throws Exception {
        makeKeys();
        plan = ClusterPlan.ofNodes(1);
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            securePort = free.getLocalPort();
        }
        Map<String, String> settings =
                new HashMap<>(BrokerNode.secondListener(plan, 1, "SECURE", securePort, securePort));
        settings.computeIfPresent(
                "listener.security.protocol.map", (key, map) -> map.replace("SECURE:PLAINTEXT", "SECURE:SASL_SSL"));
        settings.put("authorizer.class.name", StandardAuthorizer.class.getName());
        settings.put("super.users", "User:ANONYMOUS"); // the broker itself and this test, on the other listeners
        settings.put("listener.name.secure.sasl.enabled.mechanisms", "PLAIN");
        settings.put(
                "listener.name.secure.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required user_milena=\"" + PASSWORD + "\";");
        settings.put("listener.name.secure.ssl.keystore.location", keys().toString());
        settings.put("listener.name.secure.ssl.keystore.type", "PKCS12");
        settings.put("listener.name.secure.ssl.keystore.password", PASSWORD);
        broker = BrokerNode.start(plan, 1, folder.resolve("broker"), settings);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void shouldAnswerAndDeadLetterWithTheListedPermissionsAndNoOther() throws Exception {
        MilenaConfig unlimited = MilenaConfig.of(settings(plan.bootstrapServers()));
        new Topics(new Cluster(unlimited)).create(2, Optional.of((short) 1));
        allow(ResourceType.TOPIC, "milena.text", AclOperation.READ, AclOperation.DESCRIBE_CONFIGS);
        for (String output : List.of("milena.enriched", "milena.attention", "milena.dead-letters")) {
            allow(ResourceType.TOPIC, output, AclOperation.WRITE, AclOperation.DESCRIBE_CONFIGS);
        }
        allowPrefixed(
                ResourceType.TOPIC,
                APPLICATION + "-",
                AclOperation.CREATE,
                AclOperation.READ,
                AclOperation.WRITE,
                AclOperation.DESCRIBE_CONFIGS);
        allow(ResourceType.GROUP, APPLICATION, AclOperation.READ);
        allowPrefixed(ResourceType.TRANSACTIONAL_ID, APPLICATION, AclOperation.WRITE);
        send("sing", "poison");

        MilenaConfig config = MilenaConfig.of(secureSettings(PASSWORD));
        Topics topics = new Topics(new Cluster(config));
        topics.require();
        try (EnrichmentJob job = EnrichmentJob.open(config)) {
            job.load(List.of(new CanaryModel()));
            job.start(topics.maxMessageBytes());
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).untilAsserted(() -> {
                assertThat(job.failure()).isNull();
                assertThat(records("milena.enriched")).isPositive();
                assertThat(records("milena.dead-letters")).isPositive();
            });
        }
    }

    @Test
    void shouldSayThatThePasswordIsWrong() {
        Topics topics = new Topics(new Cluster(MilenaConfig.of(secureSettings("wrong-horse"))));

        assertThatThrownBy(topics::require)
                .isInstanceOfSatisfying(CommandFailure.class, failure -> assertThat(failure.exitCode())
                        .isEqualTo(ExitCode.BROKER))
                .hasMessageContainingAll("127.0.0.1:" + securePort, "refuse this user", "security.*", "sasl.*")
                .hasMessageNotContaining("horse");
    }

    @Test
    void shouldSayThatTheBrokersCertificateIsNotTrusted() {
        Map<String, String> settings = secureSettings(PASSWORD);
        settings.keySet().removeIf(name -> name.startsWith("ssl.truststore"));
        Topics topics = new Topics(new Cluster(MilenaConfig.of(settings)));

        assertThatThrownBy(topics::require)
                .isInstanceOfSatisfying(CommandFailure.class, failure -> assertThat(failure.exitCode())
                        .isEqualTo(ExitCode.BROKER))
                .hasMessageContainingAll("127.0.0.1:" + securePort, "certificate", "ssl.truststore.location");
    }

    private static Map<String, String> secureSettings(String password) {
        Map<String, String> settings = settings("127.0.0.1:" + securePort);
        settings.put("security.protocol", "SASL_SSL");
        settings.put("sasl.mechanism", "PLAIN");
        settings.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"milena\" password=\""
                        + password + "\";");
        settings.put("ssl.truststore.location", keys().toString());
        settings.put("ssl.truststore.type", "PKCS12");
        settings.put("ssl.truststore.password", PASSWORD);
        return settings;
    }

    private static Map<String, String> settings(String servers) {
        return new HashMap<>(Map.of(
                "bootstrap.servers", servers,
                "application.id", APPLICATION,
                "state.dir", folder.resolve("state").toString(),
                "milena.bundles", "unused",
                "milena.metrics.port", "-1",
                "commit.interval.ms", "100",
                "replication.factor", "1"));
    }

    private static void send(String... texts) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", plan.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
                TextEventSerde serde = new TextEventSerde()) {
            for (String text : texts) {
                TextEvent event = TextEvent.newBuilder().setText(text).build();
                producer.send(new ProducerRecord<>(
                                "milena.text",
                                0,
                                new byte[] {1},
                                serde.serializer().serialize("milena.text", event)))
                        .get();
            }
        }
    }

    /** Records and transaction markers in the first partition. */
    private static long records(String topic) throws Exception {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (Admin admin = admin()) {
            ListOffsetsResultInfo end = admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get();
            return end.offset();
        }
    }

    private static void allow(ResourceType type, String name, AclOperation... operations) throws Exception {
        allow(new ResourcePattern(type, name, PatternType.LITERAL), operations);
    }

    private static void allowPrefixed(ResourceType type, String prefix, AclOperation... operations) throws Exception {
        allow(new ResourcePattern(type, prefix, PatternType.PREFIXED), operations);
    }

    private static void allow(ResourcePattern resource, AclOperation... operations) throws Exception {
        List<AclBinding> bindings = new ArrayList<>();
        for (AclOperation operation : operations) {
            bindings.add(new AclBinding(
                    resource, new AccessControlEntry("User:milena", "*", operation, AclPermissionType.ALLOW)));
        }
        try (Admin admin = admin()) {
            admin.createAcls(bindings).all().get();
        }
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", plan.bootstrapServers()));
    }

    private static Path keys() {
        return folder.resolve("keys.p12");
    }

    private static void makeKeys() throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "broker",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keys().toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(keytool.exitValue()).isZero();
    }
}
