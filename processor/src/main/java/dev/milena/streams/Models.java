// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams;

import dev.milena.api.EnrichmentObserver;
import dev.milena.api.ModelHungException;
import dev.milena.api.ModelWorkerDiedException;
import dev.milena.api.Priority;
import dev.milena.api.TextModel;
import dev.milena.clients.FencedClients;
import dev.milena.streams.config.StageConfig;
import dev.milena.streams.internals.models.ModelPool;
import dev.milena.streams.internals.models.PoolBuilder;
import dev.milena.streams.stepping.Stepping;
import dev.milena.streams.tracing.RecordTracer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The warmed models of one application, with a batcher in front of each: made before {@code KafkaStreams.start()}, shared
 * by every enrichment, task and thread of the application, closed after {@code KafkaStreams.close()}. It owns its models
 * and closes them. Any thread.
 *
 * <p>A text chooses its model by name, or by task and languages; the first one that fits answers.
 *
 * <pre>{@code
 * try (Models models = Models.builder(properties).add(model).build();
 *         KafkaStreams streams = new KafkaStreams(topology(models), models.streamsProperties(), models.clients())) {
 *     streams.start();
 *     ...
 * }
 * }</pre>
 */
public final class Models implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Models.class);

    private final ModelPool pool;
    private final StageConfig config;
    private final Map<String, Object> own;

    Models(ModelPool pool, StageConfig config, Map<String, Object> own) {
        this.pool = pool;
        this.config = config;
        this.own = Map.copyOf(own);
    }

    /**
     * A builder with the settings of an application: {@code milena.*} and those of Kafka Streams, of which
     * {@code application.id} and {@code bootstrap.servers} have to be there.
     *
     * @throws org.apache.kafka.common.config.ConfigException when settings contradict each other
     */
    public static Builder builder(Map<String, ?> settings) {
        return new Builder(settings);
    }

    /** As {@link #builder(Map)}. */
    public static Builder builder(Properties settings) {
        Map<String, Object> map = new HashMap<>();
        settings.forEach((key, value) -> map.put(String.valueOf(key), value));
        return new Builder(map);
    }

    /**
     * What {@code KafkaStreams} is given: Milena's defaults where Kafka's do not suit work that waits for a model, the
     * settings of the builder on top. A fresh copy.
     */
    public Properties streamsProperties() {
        Properties properties = config.streamsProperties();
        properties.putAll(own);
        return properties;
    }

    /** Clients that exactly once needs, for {@code new KafkaStreams(topology, properties, clients)}. New ones each time. */
    public KafkaClientSupplier clients() {
        return new FencedClients();
    }

    /** Names of the models, in the order in which they are tried. */
    public Set<String> names() {
        return pool.names();
    }

    /** The observer that was set, for what a topology of the caller's own refuses; one that does nothing if none was. */
    public EnrichmentObserver observer() {
        return pool.observer();
    }

    /** Texts that wait for a batch, over all models. */
    public int queued() {
        return pool.queued();
    }

    /** Texts of a priority that wait for a batch, over all models; those that a start brought back count nowhere here. */
    public int queued(Priority priority) {
        return pool.queued(priority);
    }

    /** Whether no model has anything to do: no text waits for a batch and none is in one. */
    public boolean isIdle() {
        return pool.isIdle();
    }

    /** Combinations of settings that work but cost something, as sentences. They are logged once. */
    public List<String> warnings() {
        return config.warnings();
    }

    ModelPool pool() {
        return pool;
    }

    /** The {@code milena.*} settings. */
    Map<String, Object> own() {
        return own;
    }

    /** The settings of the stages. */
    StageConfig config() {
        return config;
    }

    /** Closes, and waits at most 30 s for the batches that run. Does nothing the second time. */
    @Override
    public void close() {
        pool.close();
    }

    /**
     * Stops each batcher after the batch that runs, then closes its model. Does not wait when a call is known to hang. Does
     * nothing the second time.
     *
     * @param atMost how long to wait for all batches together
     * @throws IllegalStateException when a batch does not end; its model stays open, the others are closed
     */
    public void close(Duration atMost) {
        pool.close(atMost);
    }

    /** Builds {@link Models}. Not thread-safe. */
    public static final class Builder {
        private final StageConfig config;
        private final Map<String, Object> own;
        private final PoolBuilder pool = new PoolBuilder();

        private Builder(Map<String, ?> settings) {
            this.config = StageConfig.of(settings);
            this.own = StageConfig.own(settings);
            Properties streams = config.streamsProperties();
            pool.maxTexts(config.getInt(StageConfig.BATCH_MAX_TEXTS_CONFIG))
                    .maxTokens(config.getInt(StageConfig.BATCH_MAX_TOKENS_CONFIG))
                    .linger(config.batchLinger())
                    .weights(config.priorityWeights())
                    .longestCall(config.stallLimit())
                    .backlog(config.pendingTime(), config.pendingBytes())
                    .journals(Path.of(
                            String.valueOf(streams.get(StreamsConfig.STATE_DIR_CONFIG)),
                            streams.get(StreamsConfig.APPLICATION_ID_CONFIG) + ".running"));
        }

        /** Adds a warmed model, to be tried after those before it. From {@link #build()} on it is closed with the others. */
        public Builder add(TextModel model) {
            pool.model(model);
            return this;
        }

        /** Adds warmed models, in that order. */
        public Builder addAll(Iterable<? extends TextModel> models) {
            models.forEach(pool::model);
            return this;
        }

        /** Who hears what happens; nobody unless set. */
        public Builder observer(EnrichmentObserver observer) {
            pool.observer(observer);
            return this;
        }

        /** Who makes traces of records and batches; nobody unless set. */
        public Builder tracer(RecordTracer tracer) {
            pool.tracer(tracer);
            return this;
        }

        /**
         * Who is told, once, when a call of a model does not come back within {@code milena.stall.limit.ms}; it is logged
         * unless set. The process has to end then: nothing is answered any more. Called on a thread of the models; must not
         * wait for anything to close.
         */
        public Builder onHung(Consumer<ModelHungException> owner) {
            pool.onHung(owner);
            return this;
        }

        /**
         * Who is told when a thread that calls a model dies; it is logged in any case. The process has to end then: the
         * texts of its batch are never answered by it. Called on that thread; must not wait for anything to close.
         */
        public Builder onDied(Consumer<ModelWorkerDiedException> owner) {
            pool.onDied(owner);
            return this;
        }

        /**
         * Runs batches inside the ticks of the tasks, on the clock of a {@code TopologyTestDriver}, instead of on
         * workers: no threads, no sleeps.
         */
        public Builder stepped() {
            return stepped(Stepping.PLAIN);
        }

        /** As {@link #stepped()}, in a driver that goes on from an earlier one or has slow models. */
        public Builder stepped(Stepping stepping) {
            pool.stepped(stepping);
            return this;
        }

        /**
         * Makes the batchers and starts their workers.
         *
         * @throws IllegalArgumentException when there is no model or two have the same name
         */
        public Models build() {
            config.warnings().forEach(warning -> log.warn("{}", warning));
            if (config.retries()) {
                pool.thatTryOnce()
                        .forEach(name -> log.warn(
                                "{}=true, but model '{}' has one way to search: its texts are asked once. Open it with the same"
                                        + " settings, or say in TextModel.triesAgain that it has another",
                                StageConfig.DOUBT_RETRY_CONFIG,
                                name));
            }
            return new Models(pool.build(), config, own);
        }
    }
}
