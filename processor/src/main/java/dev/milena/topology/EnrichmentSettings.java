// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.config.MilenaConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.StreamsConfig;

/**
 * What the topology needs to know of an application's settings, as types. Immutable, any thread.
 *
 * @param inputTopic topic of the events
 * @param outputTopic topic of the answers
 * @param attentionTopic topic of the attention maps
 * @param attentionEnabled whether attention maps are sent
 * @param deadLetterTopic topic of the dead letters
 * @param deadLettersIncludeText whether a dead letter carries the event's value
 * @param outputIncludesSourceText whether an answer carries the event's text
 * @param textLimits limits of every text
 * @param maxPendingEvents most events a task holds
 * @param maxPendingBytes most bytes a task holds
 * @param tick interval of the release
 * @param storeName name of the pending store
 * @param storePersistent whether the pending store is on disk
 * @param exactlyOnce whether outputs and deletions are one transaction
 * @param acknowledgedAfter after which time a send has been acknowledged or has stopped the task
 * @param stallLimit how long nothing may complete before a waiting task gives up
 * @param threadBudget how long all tasks of a thread may wait between two chances to commit
 * @param commitInterval time between two commits
 * @param maxRequestBytes the producer's largest request
 * @param sizes largest record of each topic
 */
record EnrichmentSettings(
        String inputTopic,
        String outputTopic,
        String attentionTopic,
        boolean attentionEnabled,
        String deadLetterTopic,
        boolean deadLettersIncludeText,
        boolean outputIncludesSourceText,
        TextLimits textLimits,
        int maxPendingEvents,
        long maxPendingBytes,
        Duration tick,
        String storeName,
        boolean storePersistent,
        boolean exactlyOnce,
        Duration acknowledgedAfter,
        Duration stallLimit,
        Duration threadBudget,
        Duration commitInterval,
        long maxRequestBytes,
        SizeLimits sizes) {

    /** A broker's default {@code max.message.bytes}. */
    static final int DEFAULT_MAX_MESSAGE_BYTES = 1_048_588;

    /**
     * Takes settings out of a configuration.
     *
     * @param config the configuration
     * @param maxMessageBytes {@code max.message.bytes} of the topics; a topic that is missing has the broker's default
     */
    static EnrichmentSettings of(MilenaConfig config, Map<String, Integer> maxMessageBytes) {
        StreamsConfig streams = new QuietStreamsConfig(config.streamsProperties());
        Map<String, Object> producer = streams.getProducerConfigs("milena");
        long request = number(producer, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, ProducerConfig.configDef());
        long delivery = number(producer, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, ProducerConfig.configDef());
        long poll = number(
                streams.getMainConsumerConfigs("milena", "milena", 0),
                ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
                ConsumerConfig.configDef());
        Duration commit = Duration.ofMillis(streams.getLong(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG));
        TopicSizes sizes = new TopicSizes(request, maxMessageBytes);
        return new EnrichmentSettings(
                config.getString(MilenaConfig.INPUT_TOPIC_CONFIG),
                config.getString(MilenaConfig.OUTPUT_TOPIC_CONFIG),
                config.getString(MilenaConfig.ATTENTION_TOPIC_CONFIG),
                config.getBoolean(MilenaConfig.ATTENTION_ENABLED_CONFIG),
                config.getString(MilenaConfig.DEAD_LETTER_TOPIC_CONFIG),
                config.getBoolean(MilenaConfig.DEAD_LETTERS_INCLUDE_TEXT_CONFIG),
                config.getBoolean(MilenaConfig.OUTPUT_INCLUDE_SOURCE_TEXT_CONFIG),
                new TextLimits(
                        config.getInt(MilenaConfig.TEXT_MAX_BYTES_CONFIG),
                        config.getInt(MilenaConfig.TEXT_MAX_CODE_POINTS_CONFIG),
                        config.refuseInvisible()),
                config.getInt(MilenaConfig.TASK_MAX_PENDING_EVENTS_CONFIG),
                config.getLong(MilenaConfig.TASK_MAX_PENDING_BYTES_CONFIG),
                config.tick(),
                config.getString(MilenaConfig.PENDING_STORE_NAME_CONFIG),
                config.pendingStorePersistent(),
                config.exactlyOnce(),
                // Two more commits: each waits for all sends, so a failed one stops the task before its entry is gone.
                Duration.ofMillis(delivery).plus(commit.multipliedBy(2)),
                config.stallLimit(),
                // Streams polls again once half of the interval is used, so one stretch of waiting may use the rest.
                smaller(config.threadBudget(), Duration.ofMillis(poll / 2)),
                commit,
                request,
                sizes.limits(config, changelog(streams, config)));
    }

    private static String changelog(StreamsConfig streams, MilenaConfig config) {
        return streams.getString(StreamsConfig.APPLICATION_ID_CONFIG) + "-"
                + config.getString(MilenaConfig.PENDING_STORE_NAME_CONFIG) + "-changelog";
    }

    private static Duration smaller(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static long number(Map<String, Object> values, String name, ConfigDef definition) {
        ConfigDef.ConfigKey key = Objects.requireNonNull(definition.configKeys().get(name), name);
        Object value = values.getOrDefault(name, key.defaultValue);
        return ((Number) ConfigDef.parseType(name, value, key.type)).longValue();
    }

    private record TopicSizes(long maxRequestBytes, Map<String, Integer> maxMessageBytes) {
        SizeLimits limits(MilenaConfig config, String changelog) {
            return new SizeLimits(
                    // The topology creates its changelog for records of this size; see EnrichmentTopology.
                    Math.min(maxRequestBytes, maxMessageBytes.getOrDefault(changelog, Integer.MAX_VALUE)),
                    limit(config.getString(MilenaConfig.OUTPUT_TOPIC_CONFIG)),
                    limit(config.getString(MilenaConfig.ATTENTION_TOPIC_CONFIG)),
                    limit(config.getString(MilenaConfig.DEAD_LETTER_TOPIC_CONFIG)));
        }

        private long limit(String topic) {
            return Math.min(maxRequestBytes, maxMessageBytes.getOrDefault(topic, DEFAULT_MAX_MESSAGE_BYTES));
        }
    }

    /** Does not log every value: {@code KafkaStreams} does it once, when it starts. */
    private static final class QuietStreamsConfig extends StreamsConfig {
        QuietStreamsConfig(Properties properties) {
            super(properties, false);
        }
    }
}
