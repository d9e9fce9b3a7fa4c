// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.config;

import dev.milena.clients.FencedClients;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.streams.StreamsConfig;

/** Milena's own defaults for Kafka Streams, where Kafka's do not suit work that waits for a model. */
final class ShippedKafkaSettings {

    static final long LEAST_TRANSACTION_TIMEOUT_MILLIS = 30_000;
    private static final long MOST_POLL_RECORDS = 32;

    private static final String PRODUCER_REQUEST_TIMEOUT =
            StreamsConfig.producerPrefix(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG);

    private ShippedKafkaSettings() {}

    static List<ShippedDefault> all() {
        return List.of(
                new ShippedDefault(
                        StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                        StreamsConfig.EXACTLY_ONCE_V2,
                        "Each event is answered exactly once, also across crashes."),
                new ShippedDefault(
                        StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                        "500",
                        "The least latency for readers with"
                                + " `isolation.level=read_committed`. Longer commits less often and writes less changelog."),
                new ShippedDefault(
                        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                        "30000, or more where the stall limit needs it: `milena.stall.limit.ms` +"
                                + " 2 x `commit.interval.ms` + 2000",
                        "A task may wait for the model for so long inside one transaction."
                                + " Only with exactly_once_v2."),
                new ShippedDefault(
                        StreamsConfig.DEFAULT_CLIENT_SUPPLIER_CONFIG,
                        FencedClients.class.getName(),
                        "A transaction that only answers restored events commits no offsets, and the cluster would not"
                                + " check who sent it. Only with exactly_once_v2."),
                new ShippedDefault(
                        StreamsConfig.POLL_MS_CONFIG,
                        "5",
                        "Finished answers leave between two polls; Kafka's 100" + " would add its time to each."),
                new ShippedDefault(
                        ProducerConfig.LINGER_MS_CONFIG,
                        "5",
                        "Kafka Streams' 100 would add its time to each" + " answer."),
                new ShippedDefault(
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        "32, or `milena.task.max.pending.events` where that is less",
                        "A task that becomes full still takes what was polled; a slow model would need long for Kafka's 500."),
                new ShippedDefault(
                        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                        "12000",
                        "A dead process is noticed, and its"
                                + " partitions move, after 12 s instead of 45. Only with `group.protocol=classic`."),
                new ShippedDefault(
                        StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG,
                        "`num.stream.threads` x `milena.task.max.pending.bytes`",
                        "An event that is answered before the next commit never reaches the changelog."),
                new ShippedDefault(
                        StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG,
                        "1000000",
                        "A changelog of pending records holds few live ones, however long it is: an instance that has to"
                                + " read it all is ready in seconds, and gets its tasks at once instead of waiting."),
                new ShippedDefault(
                        StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG,
                        "60000",
                        "An instance that was not ready for its tasks gets them within a minute instead of ten."),
                new ShippedDefault(
                        StreamsConfig.STATE_DIR_CONFIG,
                        "~/.milena/state",
                        "Survives a restart of the machine;" + " Kafka's is in the folder of temporary files."),
                new ShippedDefault(
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        "30000",
                        "An answer's pending entry is deleted"
                                + " when its send must have ended. Only with at_least_once."),
                new ShippedDefault(
                        PRODUCER_REQUEST_TIMEOUT,
                        "15000",
                        "Leaves room for a retry within the delivery timeout." + " Only with at_least_once."));
    }

    /** The user's settings with Milena's defaults wherever the user said nothing. */
    static Map<String, Object> beneath(AbstractConfig config, Map<String, Object> user) {
        Map<String, Object> merged = new HashMap<>();
        merged.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        merged.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 500L);
        merged.put(StreamsConfig.POLL_MS_CONFIG, 5L);
        merged.put(ProducerConfig.LINGER_MS_CONFIG, 5L);
        merged.put(StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG, 1_000_000L);
        merged.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, 60_000L);
        merged.put(
                StreamsConfig.STATE_DIR_CONFIG,
                Path.of(System.getProperty("user.home", "."), ".milena", "state")
                        .toString());
        merged.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, (int)
                Math.min(MOST_POLL_RECORDS, config.getInt(StageConfig.TASK_MAX_PENDING_EVENTS_CONFIG)));
        merged.putAll(user);

        KafkaView soFar = new KafkaView(merged);
        Map<String, Object> derived = new HashMap<>();
        derived.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, cacheBytes(config, soFar));
        if ("classic".equalsIgnoreCase(soFar.streams().getString(StreamsConfig.GROUP_PROTOCOL_CONFIG))) {
            derived.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 12_000);
        }
        if (soFar.exactlyOnce()) {
            derived.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, transactionTimeout(config, soFar));
            derived.put(StreamsConfig.DEFAULT_CLIENT_SUPPLIER_CONFIG, FencedClients.class.getName());
        } else {
            derived.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
            if (!user.containsKey(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG)) {
                derived.put(PRODUCER_REQUEST_TIMEOUT, 15_000);
            }
        }
        derived.forEach(merged::putIfAbsent);
        return merged;
    }

    private static long cacheBytes(AbstractConfig config, KafkaView kafka) {
        int threads = kafka.streams().getInt(StreamsConfig.NUM_STREAM_THREADS_CONFIG);
        return threads * config.getLong(StageConfig.TASK_MAX_PENDING_BYTES_CONFIG);
    }

    private static int transactionTimeout(AbstractConfig config, KafkaView kafka) {
        long needed = config.getLong(StageConfig.STALL_LIMIT_MS_CONFIG)
                + 2 * kafka.commitIntervalMillis()
                + 2 * KafkaView.RESERVE_MILLIS;
        return Math.toIntExact(Math.max(LEAST_TRANSACTION_TIMEOUT_MILLIS, needed));
    }
}
