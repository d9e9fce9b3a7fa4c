// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.milena.host.FatalFailure;
import dev.milena.host.FatalFailure.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator reads when a job cannot go on by itself, and that nothing is lost by it. */
class OperatorIT {
    private static final int PARTITIONS = 4;
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
     * milena.text:          4 partitions, events pending ---> 6 partitions
     * application:          answers some, stops               refuses, says why     answers all
     * pending changelog:    4 partitions                                   ---> 6 partitions
     * </pre>
     */
    @Test
    void shouldSayWhatToDoWhenTheInputTopicGrewAndLoseNothingWhenItIsDone() throws Exception {
        send(0, 200);
        try (OperatedApplication ignored =
                OperatedApplication.start(settings("one", Map.of()), Duration.ofMillis(60))) {
            assertThat(ignored.failures()).isEmpty();
            awaitAnswers(40);
        }
        broker.grow("milena.text", 6);

        try (OperatedApplication refused = OperatedApplication.start(settings("one", Map.of()), Duration.ZERO)) {
            await().atMost(PATIENCE).until(() -> !refused.failures().isEmpty());
            FatalFailure failure = refused.failures().get(0);
            assertThat(failure.reason()).isEqualTo(Reason.PARTITIONS_CHANGED);
            assertThat(failure.message())
                    .contains("milena-life-milena-pending-changelog", "nothing is lost", "--partitions 6");
        }

        broker.grow("milena-life-milena-pending-changelog", 6);
        send(200, 100);
        try (OperatedApplication again = OperatedApplication.start(settings("one", Map.of()), Duration.ZERO)) {
            awaitAnswers(300);
            assertThat(again.restored()).isPositive();
        }
        assertThat(broker.committed("milena.enriched").size()).isEqualTo(300);
    }

    private Map<String, String> settings(String process, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "state.dir", stateDir.resolve(process).toString(),
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

    private void send(int from, int events) throws Exception {
        List<Future<RecordMetadata>> results = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = broker.producer()) {
            for (int number = from; number < from + events; number++) {
                results.add(producer.send(new ProducerRecord<>(
                        "milena.text",
                        number % PARTITIONS,
                        Events.key("k" + number % 20),
                        TestBroker.value(Events.text(String.valueOf(number))))));
            }
        }
        for (Future<RecordMetadata> result : results) {
            result.get();
        }
    }

    private void awaitAnswers(int atLeast) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> assertThat(
                        broker.committed("milena.enriched").size())
                .isGreaterThanOrEqualTo(atLeast));
    }
}
