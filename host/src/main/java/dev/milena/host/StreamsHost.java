// SPDX-License-Identifier: Apache-2.0
package dev.milena.host;

import dev.milena.api.TextModel;
import dev.milena.clients.FencedClients;
import dev.milena.host.FatalFailure.Reason;
import dev.milena.host.internals.TopologyTopics;
import dev.milena.host.internals.watch.HostWatch;
import dev.milena.host.internals.watch.Work;
import dev.milena.host.metrics.Health;
import dev.milena.host.metrics.JobMetrics;
import dev.milena.host.metrics.MetricsServer;
import dev.milena.host.topics.ClusterAccess;
import dev.milena.host.topics.TopicFinding;
import dev.milena.host.topics.TopicUse;
import dev.milena.streams.Models;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One application of this process, from its settings to its exit code: health and metrics from the first moment, topics
 * that are looked at before anything starts, warm models, stream threads that are replaced or not as makes sense, a stop
 * within a time limit.
 *
 * <pre>{@code
 * public static void main(String[] arguments) {
 *     System.exit(StreamsHost.builder(settings)
 *             .models(() -> Bundles.openAll(settings))
 *             .topology(Tickets::topology)
 *             .reads("tickets")
 *             .writes("tickets-done", "tickets-refused")
 *             .run()
 *             .code());
 * }
 * }</pre>
 *
 * <p>Whoever needs the steps one by one calls {@link #open}, {@link #checkTopics}, {@link #load}, {@link #start} and
 * {@link #close} in that order, on one thread; the rest may be asked on any.
 */
public final class StreamsHost implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StreamsHost.class);
    private static final Duration MARGIN = Duration.ofSeconds(3);
    private static final Duration LEAST_LATE = Duration.ofSeconds(10);
    private static final int LATE_COMMITS = 4;
    private static final Duration LOOK = Duration.ofMillis(200);

    private final HostSetup setup;
    private final JobMetrics metrics = new JobMetrics();
    private final CompletableFuture<FatalFailure> failure = new CompletableFuture<>();
    private final StreamsLife life = new StreamsLife(metrics);
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable Models models;
    private volatile @Nullable HostWatch watch;
    private @Nullable MetricsServer server;

    StreamsHost(HostSetup setup) {
        this.setup = setup;
    }

    /** A builder with the settings of an application: {@code milena.*} and those of Kafka Streams. */
    public static StreamsHostBuilder builder(Map<String, ?> settings) {
        return new StreamsHostBuilder(settings);
    }

    /** As {@link #builder(Map)}. */
    public static StreamsHostBuilder builder(Properties settings) {
        Map<String, Object> map = new HashMap<>();
        settings.forEach((key, value) -> map.put(String.valueOf(key), value));
        return new StreamsHostBuilder(map);
    }

    /**
     * Serves health and metrics; the application is alive and not ready.
     *
     * @throws HostException when the address cannot be bound, or the pending store not kept on this machine
     */
    public StreamsHost open() {
        setup.requireFolders();
        int port = setup.host().metricsPort();
        if (port >= 0) {
            String address = setup.host().metricsHost();
            Health health = new Health(
                    setup.stages().stallLimit(),
                    this::stalled,
                    () -> models != null,
                    life::state,
                    this::clusterTrouble);
            try {
                server = MetricsServer.start(address, port, metrics::scrape, health);
            } catch (IOException e) {
                close();
                throw new HostException(HostExit.SETTINGS, String.valueOf(e.getMessage()), e);
            }
            log.info("health and metrics: http://{}:{}", address, server.port());
        }
        return this;
    }

    /**
     * Looks at the declared topics.
     *
     * @return what the cluster says about each
     * @throws HostException when a topic is missing or not allowed, or no broker answers
     */
    public List<TopicFinding> checkTopics() {
        return setup.checked(setup.topics());
    }

    /**
     * Opens the models.
     *
     * @throws HostException when they cannot be opened
     */
    public void load() {
        Supplier<? extends List<? extends TextModel>> open = HostSetup.required(setup.models(), "models(...)");
        try {
            load(open.get());
        } catch (HostException | ConfigException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new HostException(HostExit.MODELS, "the models cannot be opened: " + e.getMessage(), e);
        }
    }

    /** Puts batchers in front of warm models. From here on the host owns and closes them. */
    public void load(List<? extends TextModel> warm) {
        models = Models.builder(setup.settings())
                .addAll(warm)
                .observer(metrics)
                .tracer(setup.tracer())
                .onHung(hung ->
                        failure.complete(new FatalFailure(Reason.ENGINE_HUNG, String.valueOf(hung.getMessage()), hung)))
                .onDied(died ->
                        failure.complete(new FatalFailure(Reason.ENGINE_DIED, String.valueOf(died.getMessage()), died)))
                .build();
    }

    /**
     * The warm models.
     *
     * @throws IllegalStateException before {@link #load}
     */
    public Models models() {
        return HostSetup.required(models, "load(...), before start(...)");
    }

    /** Makes the topology and starts Kafka Streams. */
    public void start() {
        start(HostSetup.required(setup.topology(), "topology(...)").apply(models()));
    }

    /**
     * Starts Kafka Streams over a topology.
     *
     * @throws HostException when a topic that it names and nobody declared is missing or not allowed
     */
    public void start(Topology topology) {
        Models warm = models();
        List<TopicUse> topics = new ArrayList<>(TopologyTopics.undeclared(topology.describe(), setup.topics()));
        setup.checked(topics);
        topics.addAll(setup.topics());
        HostWatch watching = new HostWatch(watched(topics), setup.host().outageLimit(), late(), failure::complete);
        watch = watching;
        metrics.bind(warm);
        metrics.bind(
                () -> watching.progress().stalled(), () -> watching.progress().uncommitted());
        RestartPolicy policy = RestartPolicy.builder(setup.applicationId())
                .maxRestarts(setup.host().restartMax())
                .topics(topics)
                .clusterAway(watching::isAway)
                .outageLimit(setup.host().outageLimit())
                .onRestart(metrics::threadRestarted)
                .onGiveUp(failure::complete)
                .build();
        KafkaClientSupplier clients = setup.clients() == null ? warm.clients() : FencedClients.around(setup.clients());
        KafkaStreams streams = new ClusterAccess(setup.stages().streamsProperties())
                .client(() -> new KafkaStreams(topology, warm.streamsProperties(), clients));
        life.start(streams, policy);
        watching.start();
    }

    private HostWatch.Watched watched(List<TopicUse> topics) {
        ClusterAccess cluster = new ClusterAccess(setup.stages().streamsProperties());
        return new HostWatch.Watched(
                cluster::admin,
                cluster.bootstrapServers(),
                topics.stream().map(TopicUse::name).distinct().toList(),
                topics.stream()
                        .filter(use -> use.operation() == AclOperation.WRITE)
                        .map(TopicUse::name)
                        .distinct()
                        .toList(),
                this::work);
    }

    private Work work() {
        boolean asked = models != null && !models.isIdle() && !metrics.isRebuilding();
        return Work.of(life.isPaused(), asked, metrics.pending(), metrics.batches(), life.metrics());
    }

    /** After which time a commit that did not come is said to be late. */
    private Duration late() {
        Duration intervals = setup.stages().commitInterval().multipliedBy(LATE_COMMITS);
        return intervals.compareTo(LEAST_LATE) > 0 ? intervals : LEAST_LATE;
    }

    private Duration stalled() {
        HostWatch watching = watch;
        return watching == null ? Duration.ZERO : watching.progress().stalled();
    }

    private String clusterTrouble() {
        HostWatch watching = watch;
        if (watching == null) {
            return "";
        }
        if (watching.isAway()) {
            return "no broker answers";
        }
        return watching.isLate()
                ? "nothing committed for " + watching.progress().uncommitted().toMillis() + " ms"
                : "";
    }

    /** Waits until Kafka Streams runs, and returns whether it does. */
    public boolean awaitRunning(Duration patience) throws InterruptedException {
        return life.awaitRunning(patience);
    }

    /** Why the application stopped itself, or null while it has not. Any thread. */
    public @Nullable FatalFailure failure() {
        return failure.getNow(null);
    }

    /** The port of health and metrics, or -1 where they are switched off. */
    public int metricsPort() {
        return server == null ? -1 : server.port();
    }

    /**
     * All steps, until SIGTERM, Ctrl-C or a failure that a restart does not cure; then closes everything.
     *
     * @return what the process exits with; what it was is logged
     */
    public HostExit run() {
        try (StopSignal stop = StopSignal.install(setup.host().shutdownTimeout().plus(MARGIN));
                StreamsHost host = this) {
            host.open();
            host.checkTopics();
            host.load();
            if (!stop.requested()) {
                host.start();
            }
            host.await(stop);
            return HostExit.OK;
        } catch (HostException e) {
            log.error("{}", e.getMessage());
            return e.exit();
        } catch (ConfigException e) {
            log.error("{}", e.getMessage());
            return HostExit.SETTINGS;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return HostExit.OK;
        }
    }

    /**
     * Waits until somebody asks to stop.
     *
     * @throws HostException when the application stopped itself
     */
    public void await(StopSignal stop) throws InterruptedException {
        while (!stop.await(LOOK)) {
            FatalFailure end = failure();
            if (end != null) {
                throw new HostException(end.reason().exit(), end.message(), end.cause());
            }
        }
        log.info("stopping");
    }

    /**
     * Ends everything within {@code milena.shutdown.timeout.ms}; what is pending stays in its store and is answered by
     * the next start. Does nothing the second time.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            HostWatch watching = watch;
            boolean canCommit = watching == null || !(watching.isAway() || watching.isLate());
            if (watching != null) {
                watching.close();
            }
            new Shutdown(setup.host().shutdownTimeout()).close(life, canCommit, models, server, metrics);
        }
    }
}
