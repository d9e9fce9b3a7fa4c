// SPDX-License-Identifier: Apache-2.0
package dev.milena.host;

import dev.milena.api.TextModel;
import dev.milena.host.internals.TopicNames;
import dev.milena.host.topics.TopicUse;
import dev.milena.streams.Models;
import dev.milena.streams.config.StageConfig;
import dev.milena.streams.tracing.RecordTracer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.Topology;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds a {@link StreamsHost}. Not thread-safe. */
public final class StreamsHostBuilder {
    private static final Logger log = LoggerFactory.getLogger(StreamsHost.class);

    private final Map<String, Object> settings;
    private final List<TopicUse> topics = new ArrayList<>();
    private @Nullable Supplier<? extends List<? extends TextModel>> models;
    private @Nullable Function<Models, Topology> topology;
    private @Nullable KafkaClientSupplier clients;
    private RecordTracer tracer = RecordTracer.NONE;

    StreamsHostBuilder(Map<String, ?> settings) {
        this.settings = new HashMap<>(settings);
    }

    /** Opens and warms the models, while nothing runs yet; the host closes them. */
    public StreamsHostBuilder models(Supplier<? extends List<? extends TextModel>> open) {
        models = open;
        return this;
    }

    /** Makes the topology, once, when the models are warm. */
    public StreamsHostBuilder topology(Function<Models, Topology> make) {
        topology = make;
        return this;
    }

    /**
     * Topics that are read, to be looked at before the models are loaded. Those that the topology names and nobody declares
     * are looked at when it is made.
     */
    public StreamsHostBuilder reads(String... names) {
        return uses(List.of(names).stream().map(TopicUse::reads).toList());
    }

    /** Topics that are written, as {@link #reads}. */
    public StreamsHostBuilder writes(String... names) {
        return uses(List.of(names).stream().map(TopicUse::writes).toList());
    }

    /** Topics, as {@link #reads} and {@link #writes}, with the settings that name them. */
    public StreamsHostBuilder uses(Collection<TopicUse> more) {
        topics.addAll(more);
        return this;
    }

    /**
     * Makes Kafka's clients instead of Kafka itself; they are fenced as exactly once needs, see
     * {@link dev.milena.clients.FencedClients}.
     */
    public StreamsHostBuilder clients(KafkaClientSupplier supplier) {
        clients = supplier;
        return this;
    }

    /** Makes traces of records and batches; nobody does unless set. */
    public StreamsHostBuilder tracer(RecordTracer hook) {
        tracer = hook;
        return this;
    }

    /**
     * The host; nothing is open yet.
     *
     * @throws ConfigException when a setting is invalid or contradicts another one
     */
    public StreamsHost build() {
        TopicNames.require(topics);
        return new StreamsHost(new HostSetup(
                Map.copyOf(settings),
                HostConfig.of(settings),
                StageConfig.of(settings),
                List.copyOf(topics),
                models,
                topology,
                clients,
                tracer));
    }

    /**
     * Builds it and runs it until somebody stops it: {@code System.exit(builder.run().code())}. What ends it is logged.
     *
     * @throws IllegalStateException when models or topology are not set
     */
    public HostExit run() {
        if (models == null || topology == null) {
            throw new IllegalStateException("run() needs models(...) and topology(...)");
        }
        try {
            return build().run();
        } catch (ConfigException e) {
            log.error("{}", e.getMessage());
            return HostExit.SETTINGS;
        }
    }
}
