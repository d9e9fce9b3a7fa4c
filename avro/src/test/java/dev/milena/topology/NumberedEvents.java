// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A broker for each test, events whose texts are consecutive numbers, of 20 keys, and what an application answers to them.
 * Registered as an extension.
 */
final class NumberedEvents implements BeforeEachCallback, AfterEachCallback {
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final int KEYS = 20;

    private final int partitions;
    private final Start start;

    @SuppressWarnings("NullAway.Init") // set before each test
    private TestBroker broker;

    private NumberedEvents(int partitions, Start start) {
        this.partitions = partitions;
        this.start = start;
    }

    /** On one broker whose {@code milena.text} has so many partitions. */
    static NumberedEvents on(int partitions) {
        return new NumberedEvents(partitions, TestBroker::start);
    }

    /** On two brokers, each with a replica of everything. */
    static NumberedEvents onPair(int partitions) {
        return new NumberedEvents(partitions, TestBroker::startPair);
    }

    private interface Start {
        TestBroker start(int partitions) throws Exception;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        broker = start.start(partitions);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        broker.stop();
    }

    TestBroker broker() {
        return broker;
    }

    /** Settings of a process of the one application, with small batches and a group that notices soon who is gone. */
    Map<String, String> settings(Path stateDir, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "state.dir", stateDir.toString(),
                "application.id", "milena-life",
                "milena.batch.max.texts", "4",
                "milena.stall.limit.ms", "8000",
                "transaction.timeout.ms", "10000",
                "commit.interval.ms", "100",
                "session.timeout.ms", "2000",
                "heartbeat.interval.ms", "500"));
        settings.putAll(more);
        return settings;
    }

    void send(int from, int events) throws Exception {
        List<Future<RecordMetadata>> results = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = broker.producer()) {
            for (int number = from; number < from + events; number++) {
                results.add(producer.send(new ProducerRecord<>(
                        "milena.text",
                        number % partitions,
                        Events.key("k" + number % KEYS),
                        TestBroker.value(Events.text("n" + number)))));
            }
        }
        for (Future<RecordMetadata> result : results) {
            result.get();
        }
    }

    void awaitAnswers(int atLeast) {
        await().dontCatchUncaughtExceptions() // a thread that dies is replaced
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() ->
                        assertThat(broker.committed("milena.enriched").size()).isGreaterThanOrEqualTo(atLeast));
    }

    void assertAnsweredOnceInOrder(int events) {
        List<ConsumerRecord<byte[], byte[]>> answers = broker.committed("milena.enriched");
        Map<String, Integer> last = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : answers) {
            String text = TestBroker.answer(record).getText();
            int number = Integer.parseInt(text.substring("<n".length(), text.length() - 1));
            Integer before = last.put(new String(record.key(), StandardCharsets.UTF_8), number);
            assertThat(before == null ? -1 : before).isLessThan(number);
        }
        assertThat(answers.size()).isEqualTo(events);
    }
}
