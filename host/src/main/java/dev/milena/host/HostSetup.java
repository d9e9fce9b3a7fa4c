// SPDX-License-Identifier: Apache-2.0
package dev.milena.host;

import dev.milena.api.TextModel;
import dev.milena.host.internals.StateFolder;
import dev.milena.host.internals.TopicAdvice;
import dev.milena.host.internals.TopicNames;
import dev.milena.host.topics.ClusterAccess;
import dev.milena.host.topics.TopicChecks;
import dev.milena.host.topics.TopicFinding;
import dev.milena.host.topics.TopicUse;
import dev.milena.host.topics.TransactionLimit;
import dev.milena.streams.Models;
import dev.milena.streams.config.StageConfig;
import dev.milena.streams.tracing.RecordTracer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a user said of an application. Immutable.
 *
 * @param settings every setting
 * @param host those of a host
 * @param stages those of the stages, and what they make of Kafka's
 * @param topics what the application does with which topic
 * @param models opens the models, or null where the owner hands them over
 * @param topology makes the topology, or null where the owner hands it over
 * @param clients makes Kafka's clients, or null for Kafka's own
 * @param tracer makes traces
 */
record HostSetup(
        Map<String, Object> settings,
        HostConfig host,
        StageConfig stages,
        List<TopicUse> topics,
        @Nullable Supplier<? extends List<? extends TextModel>> models,
        @Nullable Function<Models, Topology> topology,
        @Nullable KafkaClientSupplier clients,
        RecordTracer tracer) {

    private static final String DEFAULT_STATE =
            String.valueOf(StreamsConfig.configDef().defaultValues().get(StreamsConfig.STATE_DIR_CONFIG));
    private static final Logger log = LoggerFactory.getLogger(StreamsHost.class);

    String applicationId() {
        return String.valueOf(stages.streamsProperties().get(StreamsConfig.APPLICATION_ID_CONFIG));
    }

    /**
     * Looks at topics, and logs what works and yet may surprise.
     *
     * @throws HostException when one is missing or not allowed, or no broker answers
     */
    List<TopicFinding> checked(List<TopicUse> uses) {
        if (uses.isEmpty()) {
            return List.of();
        }
        TopicNames.require(uses);
        ClusterAccess cluster = new ClusterAccess(stages.streamsProperties());
        TopicChecks checks = new TopicChecks(cluster, uses);
        List<TopicFinding> findings = checks.require();
        TopicAdvice.of(findings, stages.maxRequestBytes()).forEach(advice -> log.warn("{}", advice));
        if (stages.exactlyOnce()) {
            new TransactionLimit(cluster).require(stages.streamsProperties());
        }
        return findings;
    }

    /**
     * Looks at the folder of a pending store on disk.
     *
     * @throws HostException when it cannot be used
     */
    void requireFolders() {
        if (stages.pendingStorePersistent()) {
            Object folder = stages.streamsProperties().get(StreamsConfig.STATE_DIR_CONFIG);
            if (folder != null && folder.toString().isBlank()) {
                throw new HostException(
                        HostExit.SETTINGS,
                        "state.dir is empty, and the pending store needs a folder; name one, or leave the setting out.");
            }
            StateFolder.require(Path.of(folder == null ? DEFAULT_STATE : folder.toString()));
        }
    }

    /**
     * What has to be there.
     *
     * @param step what sets it
     */
    static <T> T required(@Nullable T value, String step) {
        if (value == null) {
            throw new IllegalStateException("This host lacks " + step);
        }
        return value;
    }
}
