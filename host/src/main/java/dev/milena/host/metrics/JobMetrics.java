// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.metrics;

import dev.milena.api.BatchReport;
import dev.milena.api.DoubtKind;
import dev.milena.api.EnrichmentObserver;
import dev.milena.api.Priority;
import dev.milena.api.RefusalCode;
import dev.milena.host.metrics.TaskStates.TaskKey;
import dev.milena.streams.Models;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * Counts what happens in an application and renders it for Prometheus. What a stage says of itself is tagged with its
 * name. Names are documented in docs/cli.md; durations are in seconds. Any thread.
 *
 * <p>{@link dev.milena.host.StreamsHost} has one. Whoever builds {@code Models} himself gives it to them as their observer.
 */
public final class JobMetrics implements EnrichmentObserver, AutoCloseable {
    private static final double[] FILL_BOUNDS = {10, 25, 50, 75, 90, 100};
    private static final double[] TEXT_BOUNDS = {1, 2, 4, 8, 16, 32, 64, 128, 256};

    private static final Duration[] TIME_BOUNDS = {
        Duration.ofMillis(5),
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(2)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final TaskStates tasks;
    private final Map<TaskKey, List<Meter>> taskMeters = new ConcurrentHashMap<>();
    private final Map<String, Timer> eventTimers = new ConcurrentHashMap<>();
    private final Map<String, Timer> commitTimers = new ConcurrentHashMap<>();
    private final Set<String> stages = ConcurrentHashMap.newKeySet();
    private final Counter restarts;
    private final AtomicInteger rebuilding = new AtomicInteger();
    private final AtomicLong batches = new AtomicLong();
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private @Nullable KafkaStreamsMetrics streamsMetrics;

    /** Metrics of one application, with a registry of their own. */
    public JobMetrics() {
        this(new TaskStates(() -> System.nanoTime() / 1_000_000));
    }

    JobMetrics(TaskStates tasks) {
        this.tasks = tasks;
        Gauge.builder("milena.pending.oldest.age", tasks, t -> t.oldestMillis() / 1000.0)
                .description("Age of the oldest record that is admitted and not yet answered; 0 when there is none")
                .baseUnit("seconds")
                .register(registry);
        restarts = Counter.builder("milena.stream.thread.restarts")
                .description("Stream threads that failed and were replaced")
                .register(registry);
        new JvmMemoryMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /** Adds Kafka Streams' own metrics; they are taken away again on {@link #close()}. Call once. */
    public synchronized void bind(KafkaStreams streams) {
        if (streamsMetrics != null) {
            throw new IllegalStateException("Kafka Streams' metrics are bound already; binding twice leaks");
        }
        streamsMetrics = new KafkaStreamsMetrics(streams);
        streamsMetrics.bindTo(registry);
    }

    /** A stream thread failed and is replaced. */
    public void threadRestarted() {
        restarts.increment();
    }

    /** Age of the oldest pending record, zero when nothing is pending. */
    public Duration oldestPending() {
        return Duration.ofMillis(tasks.oldestMillis());
    }

    /** Records admitted and not yet answered, over all tasks. */
    public long pending() {
        return tasks.records();
    }

    /** Batches that ended, well or badly. */
    public long batches() {
        return batches.get();
    }

    /**
     * Adds for how long nothing was done. Call once.
     *
     * @param stalled texts to answer and no batch that ended
     * @param uncommitted something to commit and no commit
     */
    public void bind(Supplier<Duration> stalled, Supplier<Duration> uncommitted) {
        Gauge.builder("milena.stalled", () -> stalled.get().toMillis() / 1000.0)
                .description("For how long a model has had texts to answer and no batch has ended; 0 when all is well")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("milena.commit.age", () -> uncommitted.get().toMillis() / 1000.0)
                .description("Age of the last commit while there is something to commit; 0 when there is nothing")
                .baseUnit("seconds")
                .register(registry);
    }

    /** Adds what waits for these models. Call once. */
    public void bind(Models models) {
        for (Priority priority : Priority.values()) {
            Gauge.builder("milena.queued.texts", models, all -> all.queued(priority))
                    .description(
                            "Texts and segments that wait for a batch; those that a start brought back are not counted")
                    .tag("priority", priority.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    /** All metrics in Prometheus' text format. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void batchFinished(BatchReport report) {
        batches.incrementAndGet();
        String model = report.model();
        summary("milena.batch.texts", "Texts in a batch", TEXT_BOUNDS, model).record(report.texts());
        // in percent, since Micrometer's histograms count whole numbers
        summary("milena.batch.fill.percent", "Share of a batch's budget that was used", FILL_BOUNDS, model)
                .record(100 * report.fill());
        timer("milena.batch.queue", "Longest wait of a text of a batch before it ran", model)
                .record(Duration.ofNanos(report.queueNanos()));
        timer("milena.batch.engine", "Time of a batch in the model", model)
                .record(Duration.ofNanos(report.engineNanos()));
        counter("milena.tokens.source", "Source tokens without padding", model).increment(report.sourceTokens());
        counter("milena.tokens.padding", "Padding that was computed beside the source tokens", model)
                .increment(report.paddedSourceTokens() - report.sourceTokens());
        counter("milena.tokens.output", "Output tokens", model).increment(report.outputTokens());
        counter("milena.batch.failures", "Batches that failed as a whole", model)
                .increment(report.failed() ? 1 : 0);
    }

    @Override
    public void engineRebuilding(String model) {
        counter("milena.engine.rebuilds", "Attempts to replace a broken engine", model)
                .increment();
        rebuilding.incrementAndGet();
    }

    @Override
    public void engineRebuilt(String model) {
        rebuilding.decrementAndGet();
    }

    /** Whether a model is being rebuilt. */
    public boolean isRebuilding() {
        return rebuilding.get() > 0;
    }

    @Override
    public void answered(String stage, String model) {
        Counter.builder("milena.answers")
                .description("Answers forwarded")
                .tag("stage", stage)
                .tag("model", model)
                .register(registry)
                .increment();
    }

    @Override
    public void doubted(String stage, DoubtKind kind) {
        doubts(stage, kind).increment();
    }

    @Override
    public void triedAgain(String stage, String model, boolean better) {
        Counter.builder("milena.second.tries")
                .description("Texts and segments that were asked again because their answer was in doubt")
                .tag("stage", stage)
                .tag("model", model)
                .tag("outcome", better ? "taken" : "not_taken")
                .register(registry)
                .increment();
    }

    @Override
    public void refused(String stage, RefusalCode code) {
        deadLetters(stage, code).increment();
    }

    @Override
    public void released(String stage, long nanos) {
        eventTimers
                .computeIfAbsent(
                        stage, name -> eventTimer(name, "milena.event.answer", "From an event's arrival to its answer"))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void committed(String stage, long nanos) {
        commitTimers
                .computeIfAbsent(
                        stage,
                        name -> eventTimer(
                                name, "milena.event.commit", "From an event's arrival to its answer's commit"))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void backPressure(String stage, long nanos) {
        Counter.builder("milena.backpressure")
                .description("Time for which tasks were full and let nothing in, all tasks added up")
                .baseUnit("seconds")
                .tag("stage", stage)
                .register(registry)
                .increment(nanos / 1e9);
    }

    @Override
    public void taskState(String stage, String task, int pendingRecords, long pendingBytes, long oldestPendingMillis) {
        TaskKey key = new TaskKey(stage, task);
        if (tasks.put(key, pendingRecords, pendingBytes, oldestPendingMillis)) {
            taskMeters.computeIfAbsent(key, this::registerTask);
        }
    }

    /** Every task says so when it starts: the first one of a stage makes the stage known. */
    @Override
    public void restored(String stage, String task, int records) {
        if (stages.add(stage)) {
            for (RefusalCode code : RefusalCode.values()) {
                deadLetters(stage, code); // a counter that appears only with its first record cannot be alerted on
            }
            for (DoubtKind kind : DoubtKind.values()) {
                doubts(stage, kind);
            }
        }
        Counter.builder("milena.restored.events")
                .description("Pending records that tasks found in their stores when they started")
                .tag("stage", stage)
                .register(registry)
                .increment(records);
    }

    @Override
    public void taskClosed(String stage, String task) {
        TaskKey key = new TaskKey(stage, task);
        tasks.remove(key);
        List<Meter> meters = taskMeters.remove(key);
        if (meters != null) {
            meters.forEach(registry::remove);
        }
    }

    /** Lets go of Kafka Streams' metrics. Does nothing the second time. */
    @Override
    public synchronized void close() {
        if (streamsMetrics != null) {
            streamsMetrics.close();
            streamsMetrics = null;
        }
        collections.close();
        registry.close();
    }

    private List<Meter> registerTask(TaskKey task) {
        return List.of(
                Gauge.builder("milena.pending.events", () -> tasks.records(task))
                        .description("Records admitted and not yet answered")
                        .tag("stage", task.stage())
                        .tag("task", task.task())
                        .register(registry),
                Gauge.builder("milena.pending", () -> tasks.bytes(task))
                        .description("Bytes held for records that are admitted and not yet answered")
                        .baseUnit("bytes")
                        .tag("stage", task.stage())
                        .tag("task", task.task())
                        .register(registry));
    }

    private Counter deadLetters(String stage, RefusalCode code) {
        return Counter.builder("milena.dead.letters")
                .description("Records that were refused")
                .tag("stage", stage)
                .tag("code", code.name())
                .register(registry);
    }

    private Counter doubts(String stage, DoubtKind kind) {
        return Counter.builder("milena.doubts")
                .description("Answers forwarded that look wrong in that way")
                .tag("stage", stage)
                .tag("kind", kind.name())
                .register(registry);
    }

    private Counter counter(String name, String description, String model) {
        return Counter.builder(name)
                .description(description)
                .tag("model", model)
                .register(registry);
    }

    private Timer timer(String name, String description, String model) {
        return Timer.builder(name)
                .description(description)
                .tag("model", model)
                .serviceLevelObjectives(TIME_BOUNDS)
                .register(registry);
    }

    private Timer eventTimer(String stage, String name, String description) {
        return Timer.builder(name)
                .description(description)
                .tag("stage", stage)
                .serviceLevelObjectives(TIME_BOUNDS)
                .register(registry);
    }

    private DistributionSummary summary(String name, String description, double[] bounds, String model) {
        return DistributionSummary.builder(name)
                .description(description)
                .tag("model", model)
                .serviceLevelObjectives(bounds)
                .register(registry);
    }
}
