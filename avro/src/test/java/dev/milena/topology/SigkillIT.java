// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.milena.schemas.EnrichedText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the process in mid-stream and looks at the outputs as a reader of committed records does.
 *
 * <pre>
 * milena.text:      [a1 b1 a2 c1 ...............................................]
 * application:       start ---- SIGKILL   start ---- SIGKILL   start -- ...
 * pending store:                [n events]           [m events]
 * milena.enriched:  [a1 b1 .... C]        [.... C]             [....] every event once, each key in order
 * </pre>
 */
class SigkillIT {
    private static final int PARTITIONS = 2;
    private static final int KEYS = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path stateDir;

    @SuppressWarnings("NullAway.Init") // set before each test
    private TestBroker broker;

    private final Map<Integer, Integer> sent = new HashMap<>();

    @BeforeEach
    void startBroker() throws Exception {
        broker = TestBroker.start(PARTITIONS);
    }

    @AfterEach
    void stopBroker() throws Exception {
        broker.stop();
    }

    @Test
    void shouldAnswerEveryEventOnceInKeyOrderWhenKilledThreeTimes() throws Exception {
        send(1_000);

        for (int kill = 1; kill <= 3; kill++) {
            Life life = Life.start(settings("persistent"));
            if (kill > 1) {
                reportRecovery("persistent", life);
            }
            awaitAnswers(life, kill * 250 - 50);
            life.kill();
            if (kill > 1) {
                assertThat(life.restored())
                        .as("events restored after kill %d", kill - 1)
                        .isPositive();
            }
        }
        try (Life last = Life.start(settings("persistent"))) {
            reportRecovery("persistent", last);
            awaitAnswers(last, 1_000);
            assertThat(last.restored()).as("events restored after kill 3").isPositive();
        }

        assertAnsweredOnceInOrder(1_000);
        assertThat(broker.committed("milena.attention").size()).isEqualTo(1_000);
        assertThat(broker.committed("milena.dead-letters")).isEmpty();
    }

    @Test
    void shouldTearNoDocumentWhenKilledThreeTimes() throws Exception {
        send(200, SigkillIT::document);

        for (int kill = 1; kill <= 3; kill++) {
            Life life = Life.start(settings("persistent"));
            awaitAnswers(life, kill * 50 - 10);
            life.kill();
        }
        try (Life last = Life.start(settings("persistent"))) {
            awaitAnswers(last, 200);
            assertThat(last.restored()).as("documents restored after kill 3").isPositive();
        }

        Map<Integer, Integer> answered = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : broker.committed("milena.enriched")) {
            EnrichedText answer = TestBroker.answer(record);
            int key = Integer.parseInt(new String(record.key(), StandardCharsets.UTF_8).substring("key-".length()));
            int number = answered.merge(key, 1, Integer::sum);
            assertThat(answer.getText()).isEqualTo(document(key, number).replaceAll("Part [^.]*[.]", "<$0>"));
            assertThat(answer.getSegments()).hasSize(1 + number % 8);
        }
        assertThat(answered).isEqualTo(new TreeMap<>(sent));
        assertThat(broker.committed("milena.dead-letters")).isEmpty();
    }

    /** One to eight sentences, with white space at both ends. */
    private static String document(int key, int number) {
        return IntStream.rangeClosed(0, number % 8)
                .mapToObj(part -> "Part " + part + " of " + key + ":" + number + ".")
                .collect(Collectors.joining(" ", " ", "\n"));
    }

    @Test
    void shouldAnswerEveryEventOnceWhenKilledWithThePendingStoreInMemory() throws Exception {
        send(300);

        Life first = Life.start(settings("memory"));
        awaitAnswers(first, 100);
        first.kill();
        try (Life second = Life.start(settings("memory"))) {
            reportRecovery("memory", second);
            awaitAnswers(second, 300);
            assertThat(second.restored()).isPositive();
        }

        assertAnsweredOnceInOrder(300);
    }

    @Test
    void shouldLoseNothingWhenKilledUnderAtLeastOnce() throws Exception {
        send(300);
        List<String> atLeastOnce = new ArrayList<>(settings("persistent"));
        atLeastOnce.remove("transaction.timeout.ms=10000");
        atLeastOnce.add("processing.guarantee=at_least_once");

        Life first = Life.start(atLeastOnce);
        awaitAnswers(first, 100);
        first.kill();
        try (Life second = Life.start(atLeastOnce)) {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
                second.assertAlive();
                assertThat(distinctAnswers()).isEqualTo(300);
            });
            assertThat(second.restored()).isPositive();
        }
    }

    /** The control: were this green too, the tests above would prove nothing. */
    @Test
    void shouldLoseEventsWhenTheStoreHasNoChangelog() throws Exception {
        send(300);
        List<String> sabotaged = new ArrayList<>(settings("memory"));
        sabotaged.add("sabotage=no-changelog");

        Life first = Life.start(sabotaged);
        awaitAnswers(first, 100);
        first.kill();
        try (Life second = Life.start(sabotaged)) {
            // one more event for each partition: when it is answered, everything before it was read
            for (int partition = 0; partition < PARTITIONS; partition++) {
                sendLast(partition);
            }
            await().atMost(PATIENCE)
                    .until(() -> broker.committed("milena.enriched").stream()
                                    .filter(record ->
                                            TestBroker.answer(record).getText().equals("<last>"))
                                    .count()
                            == PARTITIONS);
            second.assertAlive();
        }

        assertThat(broker.committed("milena.enriched").size() - PARTITIONS).isLessThan(300);
    }

    private long distinctAnswers() {
        return broker.committed("milena.enriched").stream()
                .map(record -> TestBroker.answer(record).getText())
                .distinct()
                .count();
    }

    private List<String> settings(String store) {
        return List.of(
                "bootstrap.servers=" + broker.bootstrapServers(),
                "state.dir=" + stateDir,
                "application.id=milena-sigkill",
                "milena.pending.store=" + store,
                "milena.batch.max.texts=4",
                "milena.stall.limit.ms=8000",
                "milena.task.max.pending.events=200",
                "commit.interval.ms=100",
                "transaction.timeout.ms=10000",
                "session.timeout.ms=2000",
                "heartbeat.interval.ms=500",
                "perBatchMs=60");
    }

    private void send(int events) throws ExecutionException, InterruptedException {
        send(events, (key, number) -> "k" + key + ":n" + number);
    }

    private void send(int events, BiFunction<Integer, Integer, String> text)
            throws ExecutionException, InterruptedException {
        List<Future<RecordMetadata>> results = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = broker.producer()) {
            for (int i = 0; i < events; i++) {
                int key = i % KEYS;
                int number = sent.merge(key, 1, Integer::sum);
                results.add(producer.send(new ProducerRecord<>(
                        "milena.text",
                        key % PARTITIONS,
                        ("key-" + key).getBytes(StandardCharsets.UTF_8),
                        TestBroker.value(Events.text(text.apply(key, number))))));
            }
        }
        for (Future<RecordMetadata> result : results) {
            result.get();
        }
    }

    private void sendLast(int partition) throws ExecutionException, InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = broker.producer()) {
            producer.send(new ProducerRecord<>(
                            "milena.text", partition, new byte[] {1}, TestBroker.value(Events.text("last"))))
                    .get();
        }
    }

    private void awaitAnswers(Life life, int atLeast) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
            life.assertAlive();
            assertThat(broker.committed("milena.enriched").size())
                    .as(() -> "answers; the child said " + life.output)
                    .isGreaterThanOrEqualTo(atLeast);
        });
    }

    /** For docs/adr/0003: how long a reader of committed records sees nothing new in a partition after the restart. */
    private void reportRecovery(String store, Life restarted) {
        long start = System.nanoTime();
        Map<Integer, Long> before = answersByPartition();
        before.values().removeIf(answers -> answers == eventsSent() / PARTITIONS); // nothing is left there
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
            restarted.assertAlive();
            Map<Integer, Long> now = answersByPartition();
            assertThat(before.keySet())
                    .allSatisfy(partition -> assertThat(now.get(partition)).isGreaterThan(before.get(partition)));
        });
        System.out.printf(
                "Pending store %s: new answers in every partition %.1f s after the restart%n",
                store, (System.nanoTime() - start) / 1e9);
    }

    private long eventsSent() {
        return sent.values().stream().mapToInt(Integer::intValue).sum();
    }

    private Map<Integer, Long> answersByPartition() {
        return broker.committed("milena.enriched").stream()
                .collect(Collectors.groupingBy(ConsumerRecord::partition, TreeMap::new, Collectors.counting()));
    }

    private void assertAnsweredOnceInOrder(int events) {
        List<ConsumerRecord<byte[], byte[]>> answers = broker.committed("milena.enriched");
        Map<Integer, Integer> answered = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : answers) {
            EnrichedText answer = TestBroker.answer(record);
            String text = answer.getText();
            String[] parts = text.substring(1, text.length() - 1).split(":", -1);
            int key = Integer.parseInt(parts[0].substring("k".length()));
            assertThat(record.key()).isEqualTo(("key-" + key).getBytes(StandardCharsets.UTF_8));
            assertThat(record.partition())
                    .isEqualTo(answer.getSource().getPartition())
                    .isEqualTo(key % PARTITIONS);
            assertThat(Integer.parseInt(parts[1].substring("n".length())))
                    .as("order of key %d", key)
                    .isEqualTo(answered.merge(key, 1, Integer::sum));
        }
        assertThat(answered).isEqualTo(new TreeMap<>(sent));
        assertThat(answers.size()).isEqualTo(events);
    }
}
