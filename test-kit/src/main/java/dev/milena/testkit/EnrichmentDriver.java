// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import dev.milena.api.TextModel;
import dev.milena.streams.Models;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/**
 * Runs a topology with enrichments in a {@code TopologyTestDriver}: no broker, no threads, no sleeps, the same result
 * every time. Batches form and time moves when the test says so.
 *
 * <pre>{@code
 * try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, model)) {
 *     driver.input("tickets", Serdes.String(), ticketSerde).pipe("k", ticket("a"), ticket("b"));
 *     driver.runBatches();
 *     assertThat(driver.output("tickets-done", Serdes.String(), ticketSerde).values()).hasSize(2);
 *     driver.assertNothingPending();
 * }
 * }</pre>
 *
 * <p>Each record that is piped in and each advance of the clock is a <em>step</em>, and each step a transaction, as a
 * {@code TopologyTestDriver} commits after every one. A step that throws ends the application, as it would end its stream
 * thread: the transaction is aborted, nothing of the step is seen, and {@link #restart()} reads its record again.
 *
 * <p>What it does not have: several partitions, tasks or threads, rebalances, the limits of a broker. One thread.
 */
public final class EnrichmentDriver implements AutoCloseable {
    /** What the driver's clock shows at first. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final Duration LONGEST_STEP = Duration.ofSeconds(1);

    private final Settings settings;
    private final List<TextModel> models;
    private final Application application;

    private EnrichmentDriver(Function<Models, Topology> topology, Settings settings, List<TextModel> models) {
        this.settings = settings;
        this.models = models;
        this.application = new Application(topology, settings, models, START);
    }

    /** Starts a topology with these models and the settings as they are shipped, but for pending stores in memory. */
    public static EnrichmentDriver of(Function<Models, Topology> topology, TextModel... models) {
        return of(topology, Map.of(), models);
    }

    /**
     * Starts a topology with these models.
     *
     * @param topology is called at each start, also after a crash, with {@code Models} that are new then
     * @param settings {@code milena.*} and those of Kafka Streams
     */
    public static EnrichmentDriver of(
            Function<Models, Topology> topology, Map<String, ?> settings, TextModel... models) {
        EnrichmentDriver driver = new EnrichmentDriver(topology, new Settings(settings), List.of(models));
        driver.application.start();
        return driver;
    }

    /** A topic to write to. */
    public <K, V> InputTopic<K, V> input(String topic, Serde<K> keys, Serde<V> values) {
        return new InputTopic<>(this, topic, keys.serializer(), values.serializer());
    }

    /** A topic to read, from its beginning. */
    public <K, V> OutputTopic<K, V> output(String topic, Serde<K> keys, Serde<V> values) {
        return new OutputTopic<>(
                topic, () -> application.ledger().records(topic), keys.deserializer(), values.deserializer());
    }

    /** What was refused so far by all enrichments, in order. */
    public List<RefusedRecord> refusals() {
        return application.ledger().refusals();
    }

    /** What the driver's clock shows. */
    public Instant now() {
        return application.now();
    }

    /**
     * The models that the topology was built with this time.
     *
     * @throws IllegalStateException when the application is down
     */
    public Models models() {
        return application.running().models();
    }

    /**
     * The driver beneath, for what this class does not show, such as the topology's own stores. Topics are read through
     * {@link #output}: what is read through the driver beneath is missing there.
     *
     * @throws IllegalStateException when the application is down
     */
    public TopologyTestDriver topologyTestDriver() {
        return application.running().driver();
    }

    void pipe(String topic, TestRecord<byte[], byte[]> input) {
        application.pipe(topic, input);
    }

    /** Lets time pass, in one step. While the application is down, nothing else happens. */
    public void advance(Duration time) {
        application.advance(time);
    }

    /**
     * Lets time pass until nothing is pending: by linger and tick at first, by longer steps while nothing changes.
     *
     * @throws AssertionError when nothing changes for {@code milena.stall.limit.ms}, and under {@code at_least_once} for as
     *     long as outputs may need to be acknowledged
     * @throws IllegalStateException when the application is down
     */
    public void runBatches() {
        Duration step = settings.lingerAndTick();
        Duration waited = Duration.ZERO;
        application.running();
        int before = application.waiting();
        while (before > 0) {
            if (waited.compareTo(settings.patience()) > 0) {
                throw new AssertionError(pendingStores() + " records are still pending, and nothing changed for "
                        + waited.toSeconds()
                        + " s of the driver's clock: a model hangs, or takes longer than that. Where"
                        + " that is meant, let time pass with advance(...)");
            }
            advance(step);
            int after = application.waiting();
            if (after == before) {
                waited = waited.plus(step);
                step = step.compareTo(LONGEST_STEP) < 0 ? step.multipliedBy(2) : step;
            } else {
                waited = Duration.ZERO;
                step = settings.lingerAndTick();
            }
            before = after;
        }
    }

    /**
     * The process dies right after its last commit, which is after the last step. What was forwarded stays, what is pending
     * is in the changelogs, and calls of models that still run are forgotten.
     *
     * @throws IllegalStateException when the application is down, or has a store that cannot be carried over
     */
    public void crash() {
        application.crash();
    }

    /**
     * The process dies right before the commit of the last step, a record that was piped in or an advance of the clock.
     * Under {@code exactly_once_v2} its transaction is aborted: its outputs and refusals are never seen, and the pending
     * stores are as they were before. Under {@code at_least_once} all of that is written already and stays. In both, the
     * record that was piped in by that step is read again after {@link #restart()}, with the same offset.
     *
     * @throws IllegalStateException when the application is down, or the topology has stores of its own, which this driver
     *     cannot take back
     */
    public void crashBeforeCommit() {
        application.crashBeforeCommit();
    }

    /**
     * Starts the application again, as a new process or another instance would: with new {@code Models}, a topology that is
     * built anew, the pending stores as their changelogs have them, and offsets that go on. Then it reads what was piped in
     * meanwhile. Key-value and window stores of the topology's own, and those of its joins and global tables, come back as
     * they were; other processors start afresh.
     *
     * @throws IllegalStateException when the application runs, or was ended by a step that threw and has stores of its own
     */
    public void restart() {
        application.start();
    }

    /**
     * How many records are pending: admitted, and neither answered nor refused. Under {@code at_least_once} also those that
     * are answered and whose outputs are not yet sure to be acknowledged.
     *
     * @param name name of an enrichment, or of its store
     * @throws IllegalArgumentException when there is none
     */
    public int pending(String name) {
        String store = application.stores().contains(name) ? name : name + "-pending";
        if (!application.stores().contains(store)) {
            throw new IllegalArgumentException("No enrichment of the topology has the store '" + store
                    + "'; their stores are " + application.stores());
        }
        return application.pending(store);
    }

    /**
     * Nothing is pending anywhere, and no text waits for a batch.
     *
     * @throws AssertionError when something is
     */
    public void assertNothingPending() {
        if (application.waiting() > 0) {
            throw new AssertionError("Nothing should be pending, but " + pendingStores() + " records are, and "
                    + application.queued() + " texts wait for a batch; does the test call runBatches()?");
        }
    }

    private Map<String, Integer> pendingStores() {
        Map<String, Integer> pending = new TreeMap<>();
        application.stores().forEach(store -> pending.put(store, application.pending(store)));
        pending.values().removeIf(records -> records == 0);
        return pending;
    }

    /** Ends the application, closes its models and deletes its files. */
    @Override
    public void close() {
        try {
            application.close();
        } finally {
            models.forEach(TextModel::close);
            settings.deleteFiles();
        }
    }
}
