// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.milena.schemas.DeadLetter;
import dev.milena.schemas.EnrichedText;
import dev.milena.serde.DeadLetterSerde;
import dev.milena.testing.FakeTextModel;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology against a real broker, stopped cleanly while events are in flight. */
class ExactlyOnceIT {
    private static final int PARTITIONS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path stateDir;

    @SuppressWarnings("NullAway.Init") // set before each test
    private TestBroker broker;

    @BeforeEach
    void startBroker() throws Exception {
        broker = TestBroker.start(PARTITIONS);
    }

    @AfterEach
    void stopBroker() throws Exception {
        broker.stop();
    }

    /**
     * <pre>
     * milena.text-p:     ---> 100 rec, every third without a key
     * application:       start, 40 answers, close; start, 120 answers, close; start, all answers, close
     * milena.enriched-p: ---> 100 rec, in the order of their keys; those without a key in the order of the partition
     * </pre>
     */
    @Test
    void shouldAnswerEachEventOnceWhenStoppedCleanlyWhileEventsAreInFlight() throws Exception {
        List<ProducerRecord<byte[], byte[]>> events = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String key = i % 9 < 3 ? null : "k" + i % 9;
            events.add(event(i % PARTITIONS, key, Events.text((key == null ? "n" : key) + ":" + i)));
        }
        send(events);

        List<Integer> restored = new ArrayList<>();
        for (int target : new int[] {40, 120, 300}) {
            Application last;
            // slow enough that a slow machine sees the target before the application has answered everything
            Duration perBatch = Duration.ofMillis(target == 300 ? 20 : 250);
            try (Application application = Application.start(settings(), perBatch)) {
                last = application;
                awaitSize(application, "milena.enriched", target);
            }
            restored.add(last.restored());
            assertThat(last.observer().closed).hasSizeGreaterThanOrEqualTo(PARTITIONS);
        }

        assertThat(restored.get(0)).isZero();
        assertThat(restored.subList(1, 3)).allSatisfy(count -> assertThat(count).isPositive());
        List<ConsumerRecord<byte[], byte[]>> answers = broker.committed("milena.enriched");
        Map<String, Long> lastOffset = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : answers) {
            EnrichedText answer = TestBroker.answer(record);
            assertThat(record.partition()).isEqualTo(answer.getSource().getPartition());
            String line = record.partition()
                    + answer.getText().substring(1, answer.getText().indexOf(':'));
            Long before = lastOffset.put(line, answer.getSource().getOffset());
            assertThat(before == null ? -1 : before)
                    .isLessThan(answer.getSource().getOffset());
        }
        assertThat(answers.size()).isEqualTo(300);
        assertThat(broker.committed("milena.attention").size()).isEqualTo(300);
    }

    @Test
    void shouldRefuseBadEventsAndAnswerANegativeTimestampInTheirOwnPartitions() throws Exception {
        ProducerRecord<byte[], byte[]> timeless = event(1, "k", Events.text("timeless"));
        setTimestamp(timeless, -1);
        ProducerRecord<byte[], byte[]> poison = event(2, "k", Events.text(FakeTextModel.POISON));
        poison.headers().add("trace", new byte[] {7});
        send(List.of(
                event(1, "k", Events.text("first")),
                new ProducerRecord<>("milena.text", 1, 1_000L, Events.key("k"), new byte[] {1, 2, 3}),
                timeless,
                poison,
                event(2, null, Events.text("last"))));

        try (Application application = Application.start(settings(), Duration.ZERO)) {
            awaitSize(application, "milena.enriched", 3);
            awaitSize(application, "milena.dead-letters", 2);
        }

        Map<String, ConsumerRecord<byte[], byte[]>> answers = new HashMap<>();
        broker.committed("milena.enriched")
                .forEach(record -> answers.put(TestBroker.answer(record).getText(), record));
        assertThat(answers).containsOnlyKeys("<first>", "<timeless>", "<last>");
        ConsumerRecord<byte[], byte[]> answer = Objects.requireNonNull(answers.get("<timeless>"));
        assertThat(answer.timestamp()).isPositive();
        assertThat(answer.headers()).isEmpty();
        assertThat(TestBroker.answer(answer).getSource().getTimestamp()).isEqualTo(-1);
        assertThat(TestBroker.answer(answer).getSource().getOffset()).isEqualTo(2);

        List<ConsumerRecord<byte[], byte[]>> letters = broker.committed("milena.dead-letters");
        assertThat(letters).extracting(ConsumerRecord::partition).containsExactlyInAnyOrder(1, 2);
        for (ConsumerRecord<byte[], byte[]> letter : letters) {
            try (DeadLetterSerde serde = new DeadLetterSerde()) {
                DeadLetter content = serde.deserializer().deserialize(letter.topic(), letter.value());
                assertThat(content.getSource().getPartition()).isEqualTo(letter.partition());
                assertThat(content.getSource().getOffset()).isEqualTo(letter.partition() == 1 ? 1 : 0);
                assertThat(letter.key()).isEqualTo(Events.key("k"));
                assertThat(letter.headers()).hasSize(letter.partition() == 1 ? 0 : 1);
            }
        }
    }

    /** Where the input takes any timestamp, and an output takes an hour ahead, as brokers do by default. */
    @Test
    void shouldAnswerAnEventFromTheFutureAndThoseBehindIt() throws Exception {
        broker.set("milena.text", TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, String.valueOf(Long.MAX_VALUE));
        long tomorrow = System.currentTimeMillis() + Duration.ofDays(1).toMillis();
        ProducerRecord<byte[], byte[]> early = event(1, "k", Events.text("from the future"));
        setTimestamp(early, tomorrow);
        send(List.of(early, event(1, "k", Events.text("behind it")), event(1, "k", Events.text("last"))));

        try (Application application = Application.start(settings(), Duration.ZERO)) {
            awaitSize(application, "milena.enriched", 3);
            assertThat(application.failures()).isEmpty();
        }

        List<ConsumerRecord<byte[], byte[]>> answers = broker.committed("milena.enriched");
        assertThat(answers)
                .extracting(record -> TestBroker.answer(record).getText())
                .containsExactly("<from the future>", "<behind it>", "<last>");
        assertThat(answers.get(0).timestamp()).isLessThan(tomorrow);
        assertThat(TestBroker.answer(answers.get(0)).getSource().getTimestamp()).isEqualTo(tomorrow);
    }

    private Map<String, String> settings() {
        return Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "state.dir", stateDir.toString(),
                "application.id", "milena-clean",
                "milena.batch.max.texts", "4",
                "milena.stall.limit.ms", "8000",
                "num.stream.threads", "2",
                "commit.interval.ms", "100",
                "session.timeout.ms", "6000",
                "heartbeat.interval.ms", "1000");
    }

    private static ProducerRecord<byte[], byte[]> event(
            int partition, @Nullable String key, dev.milena.schemas.TextEvent event) {
        return record(partition, Events.key(key), TestBroker.value(event));
    }

    @SuppressWarnings("NullAway") // Kafka's record may lack a key; its class is not annotated
    private static ProducerRecord<byte[], byte[]> record(int partition, byte @Nullable [] key, byte[] value) {
        return new ProducerRecord<>("milena.text", partition, key, value);
    }

    /** Java's producer refuses what other clients send: a record without a timestamp. */
    private static void setTimestamp(ProducerRecord<byte[], byte[]> record, long timestamp) throws Exception {
        Field field = ProducerRecord.class.getDeclaredField("timestamp");
        field.setAccessible(true);
        field.set(record, timestamp);
    }

    private void send(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = broker.producer()) {
            List<Future<RecordMetadata>> results = new ArrayList<>();
            for (ProducerRecord<byte[], byte[]> record : records) {
                results.add(producer.send(record));
            }
            for (Future<RecordMetadata> result : results) {
                result.get();
            }
        }
    }

    private void awaitSize(Application application, String topic, int atLeast) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
            assertThat(application.streams().state().hasCompletedShutdown()).isFalse();
            assertThat(broker.committed(topic).size()).isGreaterThanOrEqualTo(atLeast);
        });
    }
}
