// SPDX-License-Identifier: Apache-2.0
package dev.milena.benchmarks;

import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.TextEvent;
import dev.milena.serde.EnrichedTextSerde;
import dev.milena.serde.TextEventSerde;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Topics of the measurement: created, filled beforehand, read back as a read_committed consumer sees them. */
final class Cluster {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final String bootstrapServers;
    private final int partitions;

    Cluster(String bootstrapServers, int partitions) {
        this.bootstrapServers = bootstrapServers;
        this.partitions = partitions;
    }

    void create(List<String> topics) throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(topics.stream()
                            .map(topic -> new NewTopic(topic, partitions, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
    }

    /** One event a text, each with a key of its own; returns when all are acknowledged. */
    void preload(String topic, List<String> texts) throws InterruptedException, ExecutionException {
        List<Future<RecordMetadata>> sends = new ArrayList<>();
        try (KafkaProducer<byte[], TextEvent> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new ByteArraySerializer(),
                new TextEventSerde().serializer())) {
            for (int i = 0; i < texts.size(); i++) {
                byte[] key = Integer.toString(i).getBytes(StandardCharsets.UTF_8);
                TextEvent event = TextEvent.newBuilder().setText(texts.get(i)).build();
                sends.add(producer.send(new ProducerRecord<>(topic, key, event)));
            }
            producer.flush();
        }
        for (Future<RecordMetadata> send : sends) {
            send.get();
        }
    }

    /**
     * Waits until a topic holds that many committed answers.
     *
     * @return texts by key
     * @throws IllegalStateException when an event is answered twice, or the answers do not come
     */
    Map<String, String> awaitAnswers(String topic, int count) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bootstrapServers, "isolation.level", "read_committed", "fetch.max.wait.ms", 10);
        Map<String, String> answers = new HashMap<>();
        try (KafkaConsumer<byte[], EnrichedText> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new EnrichedTextSerde().deserializer())) {
            List<TopicPartition> all = IntStream.range(0, partitions)
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (answers.size() < count) {
                for (ConsumerRecord<byte[], EnrichedText> answer : consumer.poll(Duration.ofMillis(100))) {
                    String key = new String(answer.key(), StandardCharsets.UTF_8);
                    if (answers.put(key, answer.value().getText()) != null) {
                        throw new IllegalStateException("Event " + key + " was answered twice");
                    }
                }
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            "Only " + answers.size() + " of " + count + " answers came within " + PATIENCE);
                }
            }
        }
        return answers;
    }
}
