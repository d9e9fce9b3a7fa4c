// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.TextEvent;
import dev.milena.serde.EnrichedTextSerde;
import dev.milena.serde.TextEventSerde;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;

/** A real broker inside this JVM, with Milena's topics and groups that notice a dead member soon. */
final class TestBroker {
    private final KafkaClusterTestKit cluster;

    private TestBroker(KafkaClusterTestKit cluster) {
        this.cluster = cluster;
    }

    static TestBroker start(int partitions) throws Exception {
        return start(partitions, Map.of());
    }

    /** A broker that knows access control lists; what no list mentions is allowed. */
    static TestBroker startWithAcls(int partitions) throws Exception {
        return start(
                partitions,
                Map.of(
                        "authorizer.class.name",
                        StandardAuthorizer.class.getName(),
                        "allow.everyone.if.no.acl.found",
                        "true"));
    }

    /** Two brokers, each with a replica of everything; {@link #stopSecond} leaves one. */
    static TestBroker startPair(int partitions) throws Exception {
        return start(
                partitions,
                2,
                Map.of(
                        "default.replication.factor",
                        "2",
                        "offsets.topic.replication.factor",
                        "2",
                        "transaction.state.log.replication.factor",
                        "2"));
    }

    private static TestBroker start(int partitions, Map<String, String> more) throws Exception {
        return start(partitions, 1, more);
    }

    private static TestBroker start(int partitions, int brokers, Map<String, String> more) throws Exception {
        KafkaClusterTestKit.Builder builder = new KafkaClusterTestKit.Builder(new TestKitNodes.Builder()
                        .setCombined(true)
                        .setNumBrokerNodes(brokers)
                        .setNumControllerNodes(1)
                        .build())
                .setConfigProp("auto.create.topics.enable", "false")
                .setConfigProp("offsets.topic.replication.factor", "1")
                .setConfigProp("offsets.topic.num.partitions", "1")
                .setConfigProp("transaction.state.log.replication.factor", "1")
                .setConfigProp("transaction.state.log.min.isr", "1")
                .setConfigProp("transaction.state.log.num.partitions", "1")
                .setConfigProp("group.min.session.timeout.ms", "1000")
                .setConfigProp("group.initial.rebalance.delay.ms", "0");
        more.forEach(builder::setConfigProp);
        KafkaClusterTestKit cluster = builder.build();
        cluster.format();
        cluster.startup();
        cluster.waitForReadyBrokers();
        TestBroker broker = new TestBroker(cluster);
        broker.createTopics(partitions, (short) brokers);
        return broker;
    }

    String bootstrapServers() {
        return cluster.bootstrapServers();
    }

    private void createTopics(int partitions, short replicas) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            List<NewTopic> topics = Stream.of(
                            "milena.text", "milena.enriched", "milena.attention", "milena.dead-letters")
                    .map(name -> new NewTopic(name, partitions, replicas))
                    .toList();
            admin.createTopics(topics).all().get();
        }
    }

    /** Raises the number of partitions of a topic. */
    void grow(String topic, int partitions) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                    .all()
                    .get();
        }
    }

    /** Sets a topic's own setting. */
    void set(String topic, String key, String value) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            AlterConfigOp change = new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(change)))
                    .all()
                    .get();
        }
    }

    /** Deletes a topic. */
    void delete(String topic) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            admin.deleteTopics(List.of(topic)).all().get();
        }
    }

    /** Something that nobody may do; closing it allows it again. */
    interface Denial extends AutoCloseable {
        @Override
        void close();
    }

    /** Denies one operation on one resource; every other operation on it stays allowed. */
    Denial deny(ResourceType type, String name, AclOperation operation)
            throws ExecutionException, InterruptedException {
        // Kafka Streams adds to the name of its transactions
        PatternType pattern = type == ResourceType.TRANSACTIONAL_ID ? PatternType.PREFIXED : PatternType.LITERAL;
        ResourcePattern resource = new ResourcePattern(type, name, pattern);
        AclBinding denied =
                new AclBinding(resource, new AccessControlEntry("User:*", "*", operation, AclPermissionType.DENY));
        AclBinding allowed = new AclBinding(
                resource, new AccessControlEntry("User:*", "*", AclOperation.ALL, AclPermissionType.ALLOW));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            admin.createAcls(List.of(denied, allowed)).all().get();
        }
        return () -> {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
                admin.deleteAcls(List.of(denied.toFilter(), allowed.toFilter()))
                        .all()
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
            }
        };
    }

    KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers(),
                        ProducerConfig.LINGER_MS_CONFIG, 5,
                        // A topic that is just created may refuse the first batch and take the second.
                        ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    static byte[] value(TextEvent event) {
        try (TextEventSerde serde = new TextEventSerde()) {
            return serde.serializer().serialize("milena.text", event);
        }
    }

    static EnrichedText answer(ConsumerRecord<byte[], byte[]> record) {
        try (EnrichedTextSerde serde = new EnrichedTextSerde();
                Deserializer<EnrichedText> reader = serde.deserializer()) {
            return reader.deserialize(record.topic(), record.value());
        }
    }

    /** Everything that a reader of committed records sees in a topic now, each partition in order. */
    List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            Collection<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    /** How many events of the input topic a group has committed that it has read. */
    long read(String group) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().values().stream()
                    .mapToLong(OffsetAndMetadata::offset)
                    .sum();
        }
    }

    /** Stops the second broker of a pair. */
    void stopSecond() {
        Objects.requireNonNull(cluster.brokers().get(1)).shutdown();
    }

    /** Starts it again. */
    void startSecond() {
        Objects.requireNonNull(cluster.brokers().get(1)).startup();
    }

    void stop() throws Exception {
        cluster.close();
    }
}
