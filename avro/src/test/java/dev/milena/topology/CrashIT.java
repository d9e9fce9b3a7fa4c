// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.milena.schemas.DeadLetter;
import dev.milena.schemas.DeadLetterCode;
import dev.milena.serde.DeadLetterSerde;
import dev.milena.streams.internals.supervision.CrashJournal;
import dev.milena.testing.FakeTextModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A text that takes the process down is found after the restart and ends as a dead letter, not as a crash loop; all
 * others are answered.
 *
 * <pre>
 * milena.text:   [t0 .. t4 HALT t6 .. t39]
 * process:       start ---- dies   start ---- dies   start ---- dies   start ---- answers the rest
 *                in a batch        alone             alone             dead letter ENGINE_CRASH
 * </pre>
 */
class CrashIT {
    private static final int EVENTS = 40;
    private static final int DEADLY = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path stateDir;

    @SuppressWarnings("NullAway.Init") // set before each test
    private TestBroker broker;

    @BeforeEach
    void startBroker() throws Exception {
        broker = TestBroker.start(1);
    }

    @AfterEach
    void stopBroker() throws Exception {
        broker.stop();
    }

    @Test
    void shouldDeadLetterTheTextThatHaltsTheProcessAndAnswerAllOthersOnce() throws Exception {
        send(FakeTextModel.HALT);

        for (int death = 1; death <= CrashJournal.FATAL_DEATHS; death++) {
            assertThat(Life.start(settings(60_000)).awaitEnd(PATIENCE))
                    .as("death %d", death)
                    .isEqualTo(134);
        }

        assertTheRestIsAnswered(settings(60_000));
    }

    @Test
    void shouldEndTheProcessWhenACallHangsAndDeadLetterTheTextThatDoesIt() throws Exception {
        send(FakeTextModel.HANG);

        for (int death = 1; death <= CrashJournal.FATAL_DEATHS; death++) {
            Life life = Life.start(settings(1_000));
            assertThat(life.awaitEnd(PATIENCE)).as("death %d", death).isEqualTo(ChildApplication.EXIT_HUNG);
            assertThat(life.output).anyMatch(line -> line.startsWith("GAVE UP ENGINE_HUNG"));
        }

        assertTheRestIsAnswered(settings(1_000));
    }

    private void assertTheRestIsAnswered(List<String> settings) throws Exception {
        try (Life last = Life.start(settings)) {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
                last.assertAlive();
                assertThat(broker.committed("milena.enriched").size()).isEqualTo(EVENTS - 1);
                assertThat(broker.committed("milena.dead-letters").size()).isEqualTo(1);
            });
        }
        List<Long> answered = broker.committed("milena.enriched").stream()
                .map(record -> TestBroker.answer(record).getSource().getOffset())
                .toList();
        assertThat(answered).doesNotHaveDuplicates().isSorted().doesNotContain((long) DEADLY);
        DeadLetter letter = letter(broker.committed("milena.dead-letters").get(0));
        assertThat(letter.getCode()).isEqualTo(DeadLetterCode.ENGINE_CRASH);
        assertThat(letter.getSource().getOffset()).isEqualTo(DEADLY);
        assertThat(letter.getMessage()).contains("3 times", "send it again");
    }

    private static DeadLetter letter(ConsumerRecord<byte[], byte[]> record) {
        try (DeadLetterSerde serde = new DeadLetterSerde()) {
            return serde.deserializer().deserialize(record.topic(), record.value());
        }
    }

    private List<String> settings(int stallMillis) {
        return List.of(
                "bootstrap.servers=" + broker.bootstrapServers(),
                "state.dir=" + stateDir,
                "application.id=milena-crash",
                "milena.batch.max.texts=8",
                "milena.stall.limit.ms=" + stallMillis,
                "commit.interval.ms=100",
                "session.timeout.ms=2000",
                "heartbeat.interval.ms=500",
                "perBatchMs=20");
    }

    private void send(String deadly) throws Exception {
        List<Future<RecordMetadata>> results = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = broker.producer()) {
            for (int i = 0; i < EVENTS; i++) {
                results.add(producer.send(new ProducerRecord<>(
                        "milena.text",
                        0,
                        Events.key("k"),
                        TestBroker.value(Events.text(i == DEADLY ? deadly : "text " + i)))));
            }
        }
        for (Future<RecordMetadata> result : results) {
            result.get();
        }
    }
}
