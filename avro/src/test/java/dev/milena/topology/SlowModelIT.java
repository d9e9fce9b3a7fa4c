// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A model that answers a few texts a second, behind a topic that has much more. */
class SlowModelIT {
    private static final int PARTITIONS = 4;
    private static final int EVENTS = 800;
    private static final int POLLED = 32;

    /** Of four texts: 8 a second. */
    private static final Duration A_BATCH = Duration.ofMillis(500);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path stateDir;

    @RegisterExtension
    private final NumberedEvents events = NumberedEvents.on(PARTITIONS);

    @BeforeEach
    void startBroker() throws Exception {
        events.send(0, EVENTS);
    }

    /** What is polled and not answered is little, so a stop has little to do: it does not wait for the model. */
    @Test
    void shouldStopWithoutWorkingOffWhatWasPolled() throws Exception {
        Application slow = Application.start(settings("one"), A_BATCH);
        try {
            events.awaitAnswers(8);
            int batches = slow.observer().batches.size();
            slow.streams().close();
            assertThat(slow.observer().batches.size() - batches)
                    .as("batches of %s ms that ended during the stop", A_BATCH.toMillis())
                    .isLessThanOrEqualTo(4);
        } finally {
            slow.close();
        }
        try (Application fast = Application.start(settings("one"), Duration.ZERO)) {
            events.awaitAnswers(EVENTS);
            assertThat(fast.restored()).isPositive();
        }
        events.assertAnsweredOnceInOrder(EVENTS);
    }

    /** Beyond what the model answers in the time, each task takes at most its share of it and one poll. */
    @Test
    void shouldHoldWhatTheModelAnswersInAFewSecondsAndNotTheWholeTopic() throws Exception {
        try (Application slow = Application.start(settings("one"), A_BATCH)) {
            events.awaitAnswers(24);
            assertThat(slow.observer().mostPending()).isLessThanOrEqualTo(64 + PARTITIONS * 2 * POLLED);
            assertThat(events.broker().read("milena-life")).isLessThan(EVENTS);
            assertThat(slow.failures()).isEmpty();
        }
    }

    /** A member that waited for its model inside its processing would keep the others from their partitions. */
    @Test
    void shouldGiveASecondInstanceItsPartitionsWithoutWorkingOffWhatWasPolled() throws Exception {
        try (Application first = Application.start(settings("one"), A_BATCH)) {
            events.awaitAnswers(8);
            int before = first.observer().batches.size();
            try (Application second = Application.start(settings("two"), A_BATCH)) {
                await().atMost(NumberedEvents.PATIENCE)
                        .until(() -> second.observer().batches.size() > 0);
                assertThat(first.observer().batches.size() - before)
                        .as("batches of the first until the second answered")
                        .isLessThan(EVENTS / 4 / 2);
                assertThat(first.failures()).isEmpty();
                assertThat(second.failures()).isEmpty();
            }
        }
        try (Application fast = Application.start(settings("one"), Duration.ZERO)) {
            events.awaitAnswers(EVENTS);
            assertThat(fast.failures()).isEmpty();
        }
        events.assertAnsweredOnceInOrder(EVENTS);
    }

    private Map<String, String> settings(String process) {
        return events.settings(
                stateDir.resolve(process), Map.of("milena.pending.max.ms", "3000", "num.stream.threads", "1"));
    }
}
