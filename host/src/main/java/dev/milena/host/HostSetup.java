// SPDX-License-Identifier: Apache-2.0
package dev.milena.host;

import dev.milena.api.TextModel;
import dev.milena.host.topics.TopicUse;
import dev.milena.streams.Models;
import dev.milena.streams.config.StageConfig;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.jspecify.annotations.Nullable;

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
 */
record HostSetup(
        Map<String, Object> settings,
        HostConfig host,
        StageConfig stages,
        List<TopicUse> topics,
        @Nullable Supplier<? extends List<? extends TextModel>> models,
        @Nullable Function<Models, Topology> topology,
        @Nullable KafkaClientSupplier clients) {

    String applicationId() {
        return String.valueOf(stages.streamsProperties().get(StreamsConfig.APPLICATION_ID_CONFIG));
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
