// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.config;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.StreamsConfig;

/** What Kafka's clients will really use once Kafka Streams has merged defaults, prefixes and its own overrides. */
final class KafkaView {

    /** Time kept back for everything a stream thread does besides waiting. */
    static final long RESERVE_MILLIS = 1_000;

    private final StreamsConfig streams;
    private final Map<String, Object> consumer;
    private final Map<String, Object> producer;

    KafkaView(Map<String, Object> settings) {
        this.streams = new QuietStreamsConfig(settings);
        this.consumer = streams.getMainConsumerConfigs("group", "client", 0);
        this.producer = streams.getProducerConfigs("client");
    }

    String guarantee() {
        return streams.getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG);
    }

    boolean exactlyOnce() {
        return StreamsConfig.EXACTLY_ONCE_V2.equals(guarantee());
    }

    StreamsConfig streams() {
        return streams;
    }

    long consumer(String name) {
        return number(name, consumer, ConsumerConfig.configDef());
    }

    long producer(String name) {
        return number(name, producer, ProducerConfig.configDef());
    }

    long commitIntervalMillis() {
        return streams.getLong(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG);
    }

    /** What {@code transaction.timeout.ms} leaves a stream thread for waiting, in milliseconds. */
    long budgetWithinTransaction() {
        return producer(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG) - commitIntervalMillis() - RESERVE_MILLIS;
    }

    /**
     * What {@code max.poll.interval.ms} leaves a stream thread for waiting, in milliseconds: Kafka Streams polls again
     * once half of it is used, so that one stretch of waiting may use the other half.
     */
    long budgetWithinPollInterval() {
        return consumer(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG) / 2 - RESERVE_MILLIS;
    }

    long threadBudgetMillis() {
        long poll = budgetWithinPollInterval();
        return exactlyOnce() ? Math.min(poll, budgetWithinTransaction()) : poll;
    }

    private static long number(String name, Map<String, Object> values, ConfigDef definition) {
        Object value = values.getOrDefault(name, definition.defaultValues().get(name));
        return value instanceof Number number
                ? number.longValue()
                : Long.parseLong(String.valueOf(value).strip());
    }

    /** Does not log every value: {@code KafkaStreams} does it once, when it starts. */
    private static final class QuietStreamsConfig extends StreamsConfig {
        QuietStreamsConfig(Map<String, Object> settings) {
            super(settings, false);
        }
    }
}
