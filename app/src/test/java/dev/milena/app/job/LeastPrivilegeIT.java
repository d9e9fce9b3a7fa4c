// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.job;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.PatternType.LITERAL;
import static org.apache.kafka.common.resource.PatternType.PREFIXED;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.apache.kafka.common.resource.ResourceType.TRANSACTIONAL_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.milena.app.broker.BrokerNode;
import dev.milena.app.broker.ClusterPlan;
import dev.milena.app.kafka.Cluster;
import dev.milena.app.kafka.Topics;
import dev.milena.config.MilenaConfig;
import dev.milena.host.FatalFailure;
import dev.milena.host.HostException;
import dev.milena.host.HostExit;
import dev.milena.host.StreamsHost;
import dev.milena.schemas.TextEvent;
import dev.milena.serde.TextEventSerde;
import dev.milena.topology.EnrichmentTopology;
import dev.milena.topology.RecordLimits;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A job on a cluster that encrypts, asks who is there and allows nothing by default (SASL_SSL and access control lists):
 * the permissions that {@code docs/guarantees.md} lists are enough.
 */
class LeastPrivilegeIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** A record that is answered before the next commit never reaches the changelog. */
    private static final Duration ACROSS_COMMITS = Duration.ofSeconds(2);

    private static final String PASSWORD = "correct-horse";
    private static final String APPLICATION = "least";
    private static final List<String> USERS = Stream.concat(
                    Stream.of("milena"), IntStream.range(0, 12).mapToObj(number -> "limited" + number))
            .toList();
    private static int nextUser = 1;

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
                "org.apache.kafka.common.security.plain.PlainLoginModule required "
                        + USERS.stream()
                                .map(user -> "user_" + user + "=\"" + PASSWORD + "\"")
                                .collect(Collectors.joining(" ", "", ";")));
        settings.put("listener.name.secure.ssl.keystore.location", keys().toString());
        settings.put("listener.name.secure.ssl.keystore.type", "PKCS12");
        settings.put("listener.name.secure.ssl.keystore.password", PASSWORD);
        broker = BrokerNode.start(plan, 1, folder.resolve("broker"), settings);
        new Topics(new Cluster(MilenaConfig.of(settings(plan.bootstrapServers(), APPLICATION))))
                .create(2, Optional.of((short) 1));
        send("sing", "poison");
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void shouldAnswerAndDeadLetterWithTheListedPermissionsAndNoOther() throws Exception {
        allow("milena", grants(APPLICATION));
        MilenaConfig config = MilenaConfig.of(secureSettings("milena", APPLICATION, PASSWORD));
        Topics topics = new Topics(new Cluster(config));
        topics.require();
        try (StreamsHost job = Jobs.of(config).build().open()) {
            job.load(List.of(new CanaryModel()));
            job.start(EnrichmentTopology.build(config, job.models(), topics.limits()));
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).untilAsserted(() -> {
                assertThat(job.failure()).isNull();
                assertThat(records("milena.enriched")).isPositive();
                assertThat(records("milena.dead-letters")).isPositive();
            });
        }
    }

    /** The first two are seen before the job starts, the others when it needs them; DESCRIBE_CONFIGS has a test below. */
    @ParameterizedTest
    @CsvSource({
        "TOPIC, milena.text, READ, 'milena.text (milena.input.topic)', lacks DESCRIBE and READ",
        "TOPIC, milena.dead-letters, WRITE, 'milena.dead-letters (milena.dead.letter.topic)', lacks DESCRIBE and WRITE",
        "TOPIC, ID-, CREATE, prefixed with 'ID-', CREATE",
        "TOPIC, ID-, WRITE, ID-milena-pending-changelog, WRITE",
        "GROUP, ID, READ, group 'ID', READ",
        "TRANSACTIONAL_ID, ID, WRITE, transaction, prefixed with 'ID'"
    })
    void shouldSayWhichPermissionIsMissing(
            ResourceType type, String name, AclOperation operation, String named, String cure) throws Exception {
        String id = (type + "-" + operation).toLowerCase(Locale.ROOT) + "-" + name.toLowerCase(Locale.ROOT);
        String resource = name.replace("ID", id);
        List<Grant> others = new ArrayList<>(grants(id));
        assertThat(others.removeIf(grant ->
                        grant.type() == type && grant.name().equals(resource) && grant.operation() == operation))
                .isTrue();
        String user = USERS.get(nextUser++);
        allow(user, others);

        assertThat(complaint(MilenaConfig.of(secureSettings(user, id, PASSWORD))))
                .contains(named.replace("ID", id), cure.replace("ID", id));
    }

    /** A job reads its changelog only when there is something to restore: here an earlier job has written it. */
    @Test
    void shouldSayThatItMayNotReadWhatItHasToRestore() throws Exception {
        String id = "restoring";
        String changelog = id + "-milena-pending-changelog";
        String writer = USERS.get(nextUser++);
        allow(writer, grants(id));
        MilenaConfig writing = MilenaConfig.of(secureSettings(writer, id, PASSWORD));
        try (StreamsHost job = Jobs.of(writing).build().open()) {
            job.load(List.of(new CanaryModel(ACROSS_COMMITS)));
            job.start(EnrichmentTopology.build(writing, job.models(), Map.of()));
            await().atMost(PATIENCE)
                    .ignoreExceptions() // until the changelog is there
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> job.failure() == null && records(changelog) > 0);
        }
        List<Grant> others = new ArrayList<>(grants(id));
        assertThat(others.removeIf(grant -> grant.name().equals(id + "-") && grant.operation() == READ))
                .isTrue();
        String user = USERS.get(nextUser++);
        allow(user, others);
        Map<String, String> elsewhere = secureSettings(user, id, PASSWORD);
        elsewhere.put("state.dir", folder.resolve("another-machine").toString());

        assertThat(complaintOfTheRunningJob(MilenaConfig.of(elsewhere), Map.of()))
                .contains(changelog, "READ");
    }

    /** As when it is taken away while the job runs: nothing is looked at before the start. This model has no attention. */
    @ParameterizedTest
    @CsvSource({
        "milena.text, READ, milena.input.topic",
        "milena.enriched, WRITE, milena.output.topic",
        "milena.dead-letters, WRITE, milena.dead.letter.topic"
    })
    void shouldStopAndSayWhichPermissionIsMissingWhenTheJobNeedsIt(String topic, AclOperation operation, String setting)
            throws Exception {
        String id = "running-" + topic;
        List<Grant> others = new ArrayList<>(grants(id));
        assertThat(others.removeIf(grant -> grant.name().equals(topic) && grant.operation() == operation))
                .isTrue();
        add(others, TOPIC, topic, LITERAL, DESCRIBE);
        String user = USERS.get(nextUser++);
        allow(user, others);

        assertThat(complaintOfTheRunningJob(MilenaConfig.of(secureSettings(user, id, PASSWORD)), Map.of()))
                .contains(topic + " (" + setting + ")", "lacks " + operation);
    }

    @Test
    void shouldReadTheSizesOfAllOtherTopicsWhenThoseOfOneMayNotBeSeen() throws Exception {
        List<Grant> others = new ArrayList<>(grants("blind"));
        assertThat(others.removeIf(
                        grant -> grant.name().equals("milena.text") && grant.operation() == DESCRIBE_CONFIGS))
                .isTrue();
        String user = USERS.get(nextUser++);
        allow(user, others);
        MilenaConfig config = MilenaConfig.of(secureSettings(user, "blind", PASSWORD));

        Topics topics = new Topics(new Cluster(config));
        topics.require();

        assertThat(topics.limits()).containsOnlyKeys("milena.enriched", "milena.attention", "milena.dead-letters");
    }

    @Test
    void shouldSayThatThePasswordIsWrong() {
        Topics topics = new Topics(new Cluster(MilenaConfig.of(secureSettings("milena", APPLICATION, "wrong-horse"))));

        assertThatThrownBy(topics::require)
                .isInstanceOfSatisfying(HostException.class, failure -> assertThat(failure.exit())
                        .isEqualTo(HostExit.BROKER))
                .hasMessageContainingAll("127.0.0.1:" + securePort, "refuse this user", "security.*", "sasl.*")
                .hasMessageNotContaining("horse");
    }

    @Test
    void shouldSayThatTheBrokersCertificateIsNotTrusted() {
        Map<String, String> settings = secureSettings("milena", APPLICATION, PASSWORD);
        settings.keySet().removeIf(name -> name.startsWith("ssl.truststore"));
        Topics topics = new Topics(new Cluster(MilenaConfig.of(settings)));

        assertThatThrownBy(topics::require)
                .isInstanceOfSatisfying(HostException.class, failure -> assertThat(failure.exit())
                        .isEqualTo(HostExit.BROKER))
                .hasMessageContainingAll("127.0.0.1:" + securePort, "certificate", "ssl.truststore.location");
    }

    /** What keeps this job from working, as its operator reads it. */
    private static String complaint(MilenaConfig config) {
        Topics topics = new Topics(new Cluster(config));
        try {
            topics.require();
        } catch (HostException refused) {
            return String.valueOf(refused.getMessage());
        }
        return complaintOfTheRunningJob(config, topics.limits());
    }

    private static String complaintOfTheRunningJob(MilenaConfig config, Map<String, RecordLimits> limits) {
        try (StreamsHost job = Jobs.of(config).build().open()) {
            job.load(List.of(new CanaryModel(ACROSS_COMMITS)));
            job.start(EnrichmentTopology.build(config, job.models(), limits));
            await().atMost(PATIENCE).until(() -> job.failure() != null);
            FatalFailure failure = Objects.requireNonNull(job.failure());
            assertThat(failure.reason()).isEqualTo(FatalFailure.Reason.NOT_AUTHORIZED);
            return failure.message();
        }
    }

    private static Map<String, String> secureSettings(String user, String application, String password) {
        Map<String, String> settings = settings("127.0.0.1:" + securePort, application);
        settings.put("security.protocol", "SASL_SSL");
        settings.put("sasl.mechanism", "PLAIN");
        settings.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + user + "\" password=\""
                        + password + "\";");
        settings.put("ssl.truststore.location", keys().toString());
        settings.put("ssl.truststore.type", "PKCS12");
        settings.put("ssl.truststore.password", PASSWORD);
        return settings;
    }

    private static Map<String, String> settings(String servers, String application) {
        return new HashMap<>(Map.of(
                "bootstrap.servers", servers,
                "application.id", application,
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

    /** The table of {@code docs/guarantees.md}. */
    private static List<Grant> grants(String application) {
        List<Grant> grants = new ArrayList<>();
        add(grants, TOPIC, "milena.text", LITERAL, READ, DESCRIBE_CONFIGS);
        for (String output : List.of("milena.enriched", "milena.attention", "milena.dead-letters")) {
            add(grants, TOPIC, output, LITERAL, WRITE, DESCRIBE_CONFIGS);
        }
        add(grants, TOPIC, application + "-", PREFIXED, CREATE, READ, WRITE);
        add(grants, GROUP, application, LITERAL, READ);
        add(grants, TRANSACTIONAL_ID, application, PREFIXED, WRITE);
        return grants;
    }

    private static void add(
            List<Grant> grants, ResourceType type, String name, PatternType pattern, AclOperation... operations) {
        for (AclOperation operation : operations) {
            grants.add(new Grant(type, name, pattern, operation));
        }
    }

    private static void allow(String user, List<Grant> grants) throws Exception {
        List<AclBinding> bindings = grants.stream()
                .map(grant -> new AclBinding(
                        new ResourcePattern(grant.type(), grant.name(), grant.pattern()),
                        new AccessControlEntry("User:" + user, "*", grant.operation(), AclPermissionType.ALLOW)))
                .toList();
        try (Admin admin = admin()) {
            admin.createAcls(bindings).all().get();
        }
    }

    private record Grant(ResourceType type, String name, PatternType pattern, AclOperation operation) {}

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
