// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.milena.clients.FencedClients;
import dev.milena.schemas.EnrichedText;
import dev.milena.serde.EnrichedTextSerde;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What tasks go through against a real broker: full threads, rebalances, standbys, a topic that grows. */
class TaskLifeIT {
    private static final int PARTITIONS = 4;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path stateDir;

    @RegisterExtension
    private final NumberedEvents events = NumberedEvents.on(PARTITIONS);

    @Test
    void shouldAnswerEverythingWhenFourTasksOfOneThreadAreFull() throws Exception {
        events.send(0, 400);

        try (Application application = Application.start(
                settings("one", Map.of("milena.task.max.pending.events", "5", "num.stream.threads", "1")),
                Duration.ofMillis(30))) {
            events.awaitAnswers(400);
            assertThat(application.failures()).isEmpty();
            assertThat(application.observer().closed)
                    .as("tasks that were closed")
                    .isEmpty();
            await().atMost(NumberedEvents.PATIENCE)
                    .untilAsserted(() ->
                            assertThat(application.observer().committed.size()).isEqualTo(400));
            assertThat(application.observer().released.size()).isEqualTo(400);
            assertThat(application.observer().backPressureNanos.get()).isPositive();
        }
        events.assertAnsweredOnceInOrder(400);
    }

    @Test
    void shouldAnswerEverythingOnceWhenTheCacheHoldsNothing() throws Exception {
        events.send(0, 200);

        try (Application ignored =
                Application.start(settings("one", Map.of("statestore.cache.max.bytes", "0")), Duration.ofSeconds(1))) {
            assertThat(ignored.failures()).isEmpty();
            events.awaitAnswers(4); // and the others take long
        }
        try (Application second =
                Application.start(settings("one", Map.of("statestore.cache.max.bytes", "0")), Duration.ofMillis(5))) {
            events.awaitAnswers(200);
            assertThat(second.restored()).isPositive();
        }
        events.assertAnsweredOnceInOrder(200);
    }

    /** What an hour of answers leaves behind is what a restart reads back. */
    @Test
    void shouldLeaveNoTombstoneForARecordThatNeverReachedTheChangelog() throws Exception {
        events.send(0, 2_000);

        try (Application application = Application.start(settings("one", Map.of()), Duration.ofMillis(1))) {
            events.awaitAnswers(2_000);
            assertThat(application.failures()).isEmpty();
        }
        Map<Boolean, Long> changes = events.broker().committed("milena-life-milena-pending-changelog").stream()
                .collect(Collectors.partitioningBy(record -> record.value() == null, Collectors.counting()));
        long tombstones = changes.getOrDefault(true, 0L);
        long entries = changes.getOrDefault(false, 0L);
        assertThat(tombstones).as("each deletes an entry").isEqualTo(entries).isLessThan(2_000);
    }

    @Test
    void shouldAnswerEverythingOnceWhenPartitionsMoveWhileEventsAreInFlight() throws Exception {
        events.send(0, 600);

        try (Application first = Application.start(settings("one", Map.of()), Duration.ofMillis(200))) {
            events.awaitAnswers(8);
            try (Application second = Application.start(settings("two", Map.of()), Duration.ofMillis(20))) {
                await().atMost(NumberedEvents.PATIENCE).until(() -> second.restored() > 0);
                events.awaitAnswers(300);
            }
            events.awaitAnswers(600);
            assertThat(first.failures()).isEmpty();
        }
        events.assertAnsweredOnceInOrder(600);
    }

    @Test
    void shouldGoOnFromAStandbyWhenTheOwnerIsKilled() throws Exception {
        events.send(0, 600);
        Map<String, String> standby = Map.of("num.standby.replicas", "1");
        List<String> arguments = new ArrayList<>(List.of("perBatchMs=250"));
        settings("victim", standby).forEach((key, value) -> arguments.add(key + "=" + value));

        Life victim = Life.start(arguments);
        events.awaitAnswers(4);
        try (Application heir = Application.start(settings("heir", standby), Duration.ofMillis(20))) {
            await("a standby of a task that the victim owns")
                    .atMost(NumberedEvents.PATIENCE)
                    .until(() -> heir.streams().metadataForLocalThreads().stream()
                            .anyMatch(thread -> !thread.standbyTasks().isEmpty()));
            int before = heir.restored();
            victim.kill();
            events.awaitAnswers(600);
            assertThat(heir.restored()).as("events restored after the kill").isGreaterThan(before);
        }
        events.assertAnsweredOnceInOrder(600);
    }

    /**
     * <pre>
     * no new events
     * first owner:   restores, stalls ............................ wakes: its answers must not be committed
     * second owner:           takes over, restores, answers all
     * </pre>
     */
    @Test
    void shouldNotCommitAnswersOfRestoredEventsWhenTheTaskHasMovedMeanwhile() throws Exception {
        assertNotCommittedWhenTheTaskHasMoved(FencedClients::new);
    }

    /** As frameworks do, which hand a supplier of their own to KafkaStreams. */
    @Test
    void shouldNotCommitThemEitherWhenTheClientsComeFromAnotherSupplierThatIsWrapped() throws Exception {
        assertNotCommittedWhenTheTaskHasMoved(() -> FencedClients.around(new OtherClients()));
    }

    private void assertNotCommittedWhenTheTaskHasMoved(Supplier<KafkaClientSupplier> clients) throws Exception {
        events.send(0, 80);
        try (Application first = Application.start(settings("one", Map.of()), Duration.ofSeconds(1), clients.get())) {
            await().atMost(NumberedEvents.PATIENCE).until(() -> events.broker().read("milena-life") == 80);
            assertThat(first.failures()).isEmpty();
        }
        int answered = events.broker().committed("milena.enriched").size();
        assertThat(answered).as("answers before the restart").isLessThan(80);

        Map<String, String> impatient = Map.of(
                "num.stream.threads", "1",
                "milena.stall.limit.ms", "1000",
                "transaction.timeout.ms", "3000",
                "max.poll.interval.ms", "5000");
        Map<String, String> stalling = new HashMap<>(impatient);
        StallingSerde.begin();
        stalling.put("milena.output.value.serde", StallingSerde.class.getName());
        try (Application first = Application.start(settings("one", stalling), Duration.ZERO, clients.get());
                Closeable ignored = StallingSerde::end) {
            assertThat(ignored).isNotNull();
            assertThat(StallingSerde.awaitBegun()).isTrue();
            try (Application second = Application.start(settings("two", impatient), Duration.ZERO, clients.get())) {
                events.awaitAnswers(80);
                assertThat(second.restored()).isGreaterThanOrEqualTo(80 - answered);
                StallingSerde.end();
                await("the first owner's tasks, closed")
                        .atMost(NumberedEvents.PATIENCE)
                        .until(() -> !first.observer().closed.isEmpty());
            }
        }
        events.assertAnsweredOnceInOrder(80);
    }

    /** Without the wrapping a job would run, and could answer twice: it must not start. */
    @Test
    void shouldRefuseToStartOnClientsOfAnotherSupplierAndSayHowToWrapThem() throws Exception {
        events.send(0, 1);

        try (Application refused = Application.start(settings("one", Map.of()), Duration.ZERO, new OtherClients())) {
            await().dontCatchUncaughtExceptions() // each thread dies of it
                    .atMost(NumberedEvents.PATIENCE)
                    .until(() -> !refused.failures().isEmpty());
            assertThat(refused.failures().get(0))
                    .rootCause()
                    .hasMessageContainingAll(
                            "FencedClients.around(supplier)", "StreamsBuilderFactoryBean.setClientSupplier");
        }
        assertThat(events.broker().committed("milena.enriched")).isEmpty();
    }

    /** What a framework's supplier is: Kafka's own clients. */
    private static final class OtherClients implements KafkaClientSupplier {
        @Override
        public Admin getAdmin(Map<String, Object> settings) {
            return Admin.create(settings);
        }

        @Override
        public Producer<byte[], byte[]> getProducer(Map<String, Object> settings) {
            return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public Consumer<byte[], byte[]> getConsumer(Map<String, Object> settings) {
            return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }

        @Override
        public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> settings) {
            return getConsumer(settings);
        }

        @Override
        public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> settings) {
            return getConsumer(settings);
        }
    }

    /** Holds the stream thread that is about to send the first answer, as if its process were stopped. */
    public static final class StallingSerde extends Serdes.WrapperSerde<EnrichedText> {
        private static volatile CountDownLatch begun = new CountDownLatch(1);
        private static volatile CountDownLatch over = new CountDownLatch(1);

        private static void begin() {
            begun = new CountDownLatch(1);
            over = new CountDownLatch(1);
        }

        private static boolean awaitBegun() throws InterruptedException {
            return begun.await(60, TimeUnit.SECONDS);
        }

        private static void end() {
            over.countDown();
        }

        /** Made by class name. */
        public StallingSerde() {
            super(StallingSerde::serialize, (topic, bytes) -> {
                throw new UnsupportedOperationException("nobody reads here");
            });
        }

        private static byte[] serialize(String topic, EnrichedText answer) {
            begun.countDown();
            try (EnrichedTextSerde serde = new EnrichedTextSerde()) {
                over.await();
                return serde.serializer().serialize(topic, answer);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /**
     * <pre>
     * pending, 4 tasks of a thread:   A A A A ..  B B B B ..  C C C C ..  D D D D ..   (restored, in this order)
     * new events:                     A B C D: D waits for its first answer longer than a thread may wait
     * </pre>
     */
    @Test
    void shouldCommitWhatOthersReleaseWhenATaskWaitsLongerThanItsThreadMay() throws Exception {
        Map<String, String> impatient = Map.of(
                "milena.task.max.pending.events", "50",
                "max.poll.records", "10",
                "milena.stall.limit.ms", "1000",
                "transaction.timeout.ms", "3000",
                "num.stream.threads", "1");
        events.send(0, 320);
        try (Application ignored = Application.start(settings("one", impatient), Duration.ofMillis(400))) {
            assertThat(ignored.failures()).isEmpty();
            events.awaitAnswers(4);
        }

        try (Application again = Application.start(settings("one", impatient), Duration.ofMillis(120))) {
            events.awaitAnswers(320);
            assertThat(again.restored()).isPositive();
        }
        events.assertAnsweredOnceInOrder(320);
    }

    private Map<String, String> settings(String process, Map<String, String> more) {
        return events.settings(stateDir.resolve(process), more);
    }
}
