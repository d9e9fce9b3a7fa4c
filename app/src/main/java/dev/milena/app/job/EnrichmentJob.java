// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.job;

import dev.milena.api.TextModel;
import dev.milena.app.CommandFailure;
import dev.milena.app.ExitCode;
import dev.milena.app.metrics.Health;
import dev.milena.app.metrics.JobMetrics;
import dev.milena.app.metrics.MetricsServer;
import dev.milena.config.MilenaConfig;
import dev.milena.topology.EnrichmentRuntime;
import dev.milena.topology.EnrichmentTopology;
import dev.milena.topology.RestartPolicy;
import dev.milena.topology.RestartPolicy.FatalFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One job of this process. {@link #open} serves health and metrics at once, {@link #load} takes warm models,
 * {@link #start} starts Kafka Streams, {@link #close} ends everything in the opposite order. One thread calls these;
 * the rest may be asked on any.
 */
public final class EnrichmentJob implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EnrichmentJob.class);
    private final MilenaConfig config;
    private final JobMetrics metrics = new JobMetrics();
    private final CompletableFuture<FatalFailure> failure = new CompletableFuture<>();
    private final CountDownLatch running = new CountDownLatch(1);
    private final RestartPolicy restarts;
    private volatile String state = "CREATED";
    private volatile boolean closing;
    private volatile @Nullable EnrichmentRuntime runtime;
    private @Nullable MetricsServer server;
    private @Nullable KafkaStreams streams;

    private EnrichmentJob(MilenaConfig config) {
        this.config = config;
        this.restarts = new RestartPolicy(config, metrics::threadRestarted, failure::complete);
    }

    /**
     * Serves health and metrics; the job is alive and not ready.
     *
     * @throws CommandFailure when the address cannot be bound
     */
    public static EnrichmentJob open(MilenaConfig config) {
        EnrichmentJob job = new EnrichmentJob(config);
        int port = config.getInt(MilenaConfig.METRICS_PORT_CONFIG);
        if (port >= 0) {
            job.serve(config.getString(MilenaConfig.METRICS_HOST_CONFIG), port);
        }
        return job;
    }

    private void serve(String host, int port) {
        Health health = new Health(metrics::oldestPending, config.engineDeadline(), () -> runtime != null, () -> state);
        try {
            server = MetricsServer.start(host, port, metrics::scrape, health);
        } catch (IOException e) {
            metrics.close();
            throw new CommandFailure(ExitCode.SETTINGS, String.valueOf(e.getMessage()), e);
        }
    }

    /** Puts batchers in front of warm models. From here on the job owns and closes them. */
    public void load(List<TextModel> models) {
        EnrichmentRuntime.Builder builder =
                EnrichmentRuntime.builder(config).observer(metrics).onGiveUp(failure::complete);
        models.forEach(builder::model);
        runtime = builder.build();
    }

    /**
     * Starts Kafka Streams.
     *
     * @param maxMessageBytes {@code max.message.bytes} by topic
     */
    public void start(Map<String, Integer> maxMessageBytes) {
        start(new Topology(), maxMessageBytes);
    }

    /**
     * Starts Kafka Streams over a topology of the caller's own.
     *
     * @param topology takes the nodes
     * @param maxMessageBytes {@code max.message.bytes} by topic
     */
    public void start(Topology topology, Map<String, Integer> maxMessageBytes) {
        start(topology, maxMessageBytes, config.streamsProperties());
    }

    /**
     * Starts Kafka Streams with other settings than the topology was made for.
     *
     * @param topology takes the nodes
     * @param maxMessageBytes {@code max.message.bytes} by topic
     * @param properties settings of Kafka Streams
     */
    public void start(Topology topology, Map<String, Integer> maxMessageBytes, Properties properties) {
        EnrichmentRuntime warm = runtime;
        if (warm == null) {
            throw new IllegalStateException("load(...) comes before start(...)");
        }
        KafkaStreams started =
                new KafkaStreams(EnrichmentTopology.addTo(topology, config, warm, maxMessageBytes), properties);
        streams = started;
        started.setUncaughtExceptionHandler(restarts);
        started.setStateListener((now, before) -> {
            state = now.name();
            log.info("Kafka Streams is {}", now);
            if (now == KafkaStreams.State.RUNNING) {
                running.countDown();
            }
            if (!closing) {
                restarts.stopped(now);
            }
        });
        metrics.bind(started);
        started.start();
    }

    /** Waits until Kafka Streams runs, and returns whether it does. */
    public boolean awaitRunning(Duration patience) throws InterruptedException {
        return running.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Why the job stopped itself, or null while it has not. Any thread. */
    public @Nullable FatalFailure failure() {
        return failure.getNow(null);
    }

    /** The port of health and metrics, or -1 where they are switched off. */
    public int metricsPort() {
        return server == null ? -1 : server.port();
    }

    /**
     * Ends everything within {@code milena.shutdown.timeout.ms}; what is pending stays in its store and is answered by
     * the next start.
     */
    @Override
    public void close() {
        closing = true;
        long end = System.nanoTime() + config.shutdownTimeout().toNanos();
        restarts.close();
        if (streams != null && !streams.close(left(end))) {
            log.warn(
                    "Kafka Streams did not close within {} ms ({}); its transaction is aborted by the next start, or"
                            + " times out",
                    config.shutdownTimeout().toMillis(),
                    MilenaConfig.SHUTDOWN_TIMEOUT_MS_CONFIG);
        }
        EnrichmentRuntime warm = runtime;
        if (warm != null) {
            closeModels(warm, left(end));
        }
        if (server != null) {
            server.close();
        }
        metrics.close();
    }

    private static void closeModels(EnrichmentRuntime warm, Duration atMost) {
        try {
            warm.close(atMost);
        } catch (IllegalStateException e) {
            log.warn("{}", e.getMessage()); // the process ends, and the batch with it
        }
    }

    private static Duration left(long endNanos) {
        return Duration.ofNanos(Math.max(1_000_000, endNanos - System.nanoTime()));
    }
}
