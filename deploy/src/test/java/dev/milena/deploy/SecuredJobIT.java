// SPDX-License-Identifier: Apache-2.0
package dev.milena.deploy;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.PatternType.LITERAL;
import static org.apache.kafka.common.resource.PatternType.PREFIXED;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.apache.kafka.common.resource.ResourceType.TRANSACTIONAL_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import dev.milena.app.ExitCode;
import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.TextEvent;
import dev.milena.serde.EnrichedTextSerde;
import dev.milena.serde.TextEventSerde;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.kafka.KafkaContainer;

/**
 * Our image against a broker container that encrypts, asks who is there and allows nothing by default: SASL_SSL and
 * access control lists. The test itself comes in by another listener, as a superuser.
 */
@NeedsContainers
class SecuredJobIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String PASSWORD = "correct-horse";
    private static final String KEYS = "/tmp/keys.p12";
    private static final List<String> OUTPUTS = List.of("milena.enriched", "milena.attention", "milena.dead-letters");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static Path folder;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static Network network;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static KafkaContainer broker;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static Transferable keys;

    @BeforeAll
    static void startTheBroker() throws Exception {
        keys = Transferable.of(makeKeys(), 0644);
        network = Network.newNetwork();
        broker = new SecuredBroker()
                .withNetwork(network)
                .withListener("broker:19092")
                .withCopyToContainer(keys, KEYS);
        broker.start();
        try (Admin admin = admin()) {
            List<NewTopic> topics = new ArrayList<>(List.of(new NewTopic("milena.text", 2, (short) 1)));
            OUTPUTS.forEach(output -> topics.add(new NewTopic(output, 2, (short) 1)));
            admin.createTopics(topics).all().get();
        }
        send("Where is the station?", "  ");
    }

    @AfterAll
    static void stopTheBroker() {
        broker.stop();
        network.close();
    }

    @Test
    void shouldAnswerWithTheListedPermissionsAndNoOther() throws Exception {
        allow("milena", "secured", READ);

        try (GenericContainer<?> job = job("milena", "secured", PASSWORD)) {
            job.start();
            EnrichedText answer = firstAnswer();

            assertThat(answer.getText()).isNotBlank();
            assertThat(job.isRunning()).as(job.getLogs()).isTrue();
        }
    }

    @Test
    void shouldEndAndNameTheGroupThatItMayNotRead() throws Exception {
        allow("groupless", "groupless", WRITE);

        try (GenericContainer<?> job = job("groupless", "groupless", PASSWORD)) {
            job.start();
            await().atMost(PATIENCE).until(() -> !job.isRunning());

            assertThat(job.getLogs()).contains("grant its principal READ and DESCRIBE on the group 'groupless'");
            assertThat(exitCode(job)).isEqualTo(ExitCode.TOPICS.code());
        }
    }

    @Test
    void shouldEndAndSayThatThePasswordIsWrong() throws Exception {
        try (GenericContainer<?> job = job("milena", "secured", "wrong-horse")) {
            job.start();
            await().atMost(PATIENCE).until(() -> !job.isRunning());

            assertThat(job.getLogs()).contains("refuse this user").doesNotContain("wrong-horse");
            assertThat(exitCode(job)).isEqualTo(ExitCode.BROKER.code());
        }
    }

    private static GenericContainer<?> job(String user, String application, String password) {
        return new GenericContainer<>(Containers.milenaImage())
                .withNetwork(network)
                .withCopyToContainer(keys, KEYS)
                .withEnv("KAFKA_BOOTSTRAP_SERVERS", "broker:19092")
                .withEnv("KAFKA_APPLICATION_ID", application)
                .withEnv("KAFKA_REPLICATION_FACTOR", "1")
                .withEnv("KAFKA_SECURITY_PROTOCOL", "SASL_SSL")
                .withEnv("KAFKA_SASL_MECHANISM", "PLAIN")
                .withEnv(
                        "KAFKA_SASL_JAAS_CONFIG",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + user
                                + "\" password=\"" + password + "\";")
                .withEnv("KAFKA_SSL_TRUSTSTORE_LOCATION", KEYS)
                .withEnv("KAFKA_SSL_TRUSTSTORE_TYPE", "PKCS12")
                .withEnv("KAFKA_SSL_TRUSTSTORE_PASSWORD", PASSWORD)
                .withStartupCheckStrategy(new AsItComes());
    }

    /** The list of {@code docs/guarantees.md}, with a choice of what the group may do. */
    private static void allow(String user, String application, AclOperation onItsGroup) throws Exception {
        List<AclBinding> bindings = new ArrayList<>();
        add(bindings, user, TOPIC, "milena.text", LITERAL, READ, DESCRIBE_CONFIGS);
        OUTPUTS.forEach(output -> add(bindings, user, TOPIC, output, LITERAL, WRITE, DESCRIBE_CONFIGS));
        add(bindings, user, TOPIC, application + "-", PREFIXED, CREATE, READ, WRITE);
        add(bindings, user, GROUP, application, LITERAL, onItsGroup);
        add(bindings, user, TRANSACTIONAL_ID, application, PREFIXED, WRITE);
        try (Admin admin = admin()) {
            admin.createAcls(bindings).all().get();
        }
    }

    private static void add(
            List<AclBinding> bindings,
            String user,
            ResourceType type,
            String name,
            PatternType pattern,
            AclOperation... operations) {
        for (AclOperation operation : operations) {
            bindings.add(new AclBinding(
                    new ResourcePattern(type, name, pattern),
                    new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW)));
        }
    }

    private static void send(String... texts) throws Exception {
        try (TextEventSerde serde = new TextEventSerde();
                KafkaProducer<String, TextEvent> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.getBootstrapServers()),
                        new StringSerializer(),
                        serde.serializer())) {
            for (String text : texts) {
                TextEvent event = TextEvent.newBuilder().setText(text).build();
                producer.send(new ProducerRecord<>("milena.text", "key", event)).get();
            }
        }
    }

    private static EnrichedText firstAnswer() {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", broker.getBootstrapServers(),
                "group.id", "reader",
                "auto.offset.reset", "earliest",
                "isolation.level", "read_committed");
        try (EnrichedTextSerde serde = new EnrichedTextSerde();
                KafkaConsumer<String, EnrichedText> consumer =
                        new KafkaConsumer<>(settings, new StringDeserializer(), serde.deserializer())) {
            consumer.subscribe(List.of("milena.enriched"));
            List<EnrichedText> answers = new ArrayList<>();
            await().atMost(PATIENCE).until(() -> {
                for (ConsumerRecord<String, EnrichedText> answer : consumer.poll(Duration.ofMillis(200))) {
                    answers.add(answer.value());
                }
                return !answers.isEmpty();
            });
            return answers.get(0);
        }
    }

    private static int exitCode(GenericContainer<?> container) {
        return Objects.requireNonNull(
                        container.getCurrentContainerInfo().getState().getExitCodeLong())
                .intValue();
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", broker.getBootstrapServers()));
    }

    private static byte[] makeKeys() throws Exception {
        Path file = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "broker",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=broker",
                        "-ext",
                        "san=dns:broker",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(keytool.exitValue()).isZero();
        return Files.readAllBytes(file);
    }

    /** The listener that other containers see is the secured one; {@link KafkaContainer} itself knows only plain ones. */
    private static final class SecuredBroker extends KafkaContainer {
        private static final String LISTENER = "TC-0";
        private static final String PREFIX = "KAFKA_LISTENER_NAME_TC___0_";

        SecuredBroker() {
            super(Containers.kafkaImage());
        }

        @Override
        protected void configure() {
            super.configure();
            getEnvMap()
                    .computeIfPresent(
                            "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
                            (name, map) -> map.replace(LISTENER + ":PLAINTEXT", LISTENER + ":SASL_SSL"));
            withEnv("KAFKA_AUTHORIZER_CLASS_NAME", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
            withEnv("KAFKA_SUPER_USERS", "User:ANONYMOUS"); // whoever comes by the other listeners
            withEnv(PREFIX + "SASL_ENABLED_MECHANISMS", "PLAIN");
            withEnv(
                    PREFIX + "PLAIN_SASL_JAAS_CONFIG",
                    "org.apache.kafka.common.security.plain.PlainLoginModule required user_milena=\"" + PASSWORD
                            + "\" user_groupless=\"" + PASSWORD + "\";");
            withEnv(PREFIX + "SSL_KEYSTORE_LOCATION", KEYS);
            withEnv(PREFIX + "SSL_KEYSTORE_TYPE", "PKCS12");
            withEnv(PREFIX + "SSL_KEYSTORE_PASSWORD", PASSWORD);
        }
    }

    /** A job that refuses to work has ended before anybody looks: that is for the test to judge. */
    private static final class AsItComes extends StartupCheckStrategy {
        @Override
        public StartupStatus checkStartupState(DockerClient client, String containerId) {
            return StartupStatus.SUCCESSFUL;
        }
    }
}
