// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.topics;

import java.time.Duration;
import java.util.Locale;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.TopicConfig;

/**
 * What a topic asks of records. Immutable.
 *
 * @param maxMessageBytes largest record
 * @param minInSyncReplicas how many replicas must have a record before it is written
 * @param mostAhead how far the timestamp of a record may lie in the future
 * @param mostBehind how far it may lie in the past
 * @param isCompacted whether it keeps the last record of a key, and takes none without a key
 * @param retention after which age of their timestamps records are deleted
 */
public record TopicRules(
        int maxMessageBytes,
        int minInSyncReplicas,
        Duration mostAhead,
        Duration mostBehind,
        boolean isCompacted,
        Duration retention) {
    /** Longer than any topic lives, and short enough to be added to a time. */
    public static final Duration UNLIMITED = Duration.ofDays(365_000);

    private static final int BROKERS_MAX_MESSAGE_BYTES = 1_048_588;

    /** The rules in a topic's settings; Kafka's own where one is not told. */
    public static TopicRules of(Config config) {
        boolean stampedByBroker = text(config, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "")
                .toLowerCase(Locale.ROOT)
                .equals("logappendtime");
        String cleanup = text(config, TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
        boolean deletes = cleanup.contains(TopicConfig.CLEANUP_POLICY_DELETE);
        return new TopicRules(
                (int) number(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG, BROKERS_MAX_MESSAGE_BYTES),
                (int) number(config, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, 1),
                stampedByBroker ? UNLIMITED : time(config, TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG),
                stampedByBroker ? UNLIMITED : time(config, TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG),
                cleanup.contains(TopicConfig.CLEANUP_POLICY_COMPACT),
                stampedByBroker || !deletes ? UNLIMITED : time(config, TopicConfig.RETENTION_MS_CONFIG));
    }

    /** Whether a partition has too few replicas in sync. Brokers never ask for more than it has. */
    public boolean isUnwritable(TopicPartitionInfo partition) {
        return partition.isr().size()
                < Math.min(minInSyncReplicas, partition.replicas().size());
    }

    /**
     * Why partitions are not written, and the cure.
     *
     * @param partitions their numbers
     */
    public String why(String partitions) {
        return "it has " + TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG + "=" + minInSyncReplicas
                + " and fewer replicas in sync in partition " + partitions
                + "; bring its brokers back, or lower that setting";
    }

    private static Duration time(Config config, String key) {
        long millis = number(config, key, -1);
        return millis < 0 || millis > UNLIMITED.toMillis() ? UNLIMITED : Duration.ofMillis(millis);
    }

    private static long number(Config config, String key, long otherwise) {
        return Long.parseLong(text(config, key, String.valueOf(otherwise)));
    }

    private static String text(Config config, String key, String otherwise) {
        ConfigEntry entry = config.get(key);
        return entry == null || entry.value() == null ? otherwise : entry.value();
    }
}
