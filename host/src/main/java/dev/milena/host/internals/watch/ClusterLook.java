// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.internals.watch;

import dev.milena.host.topics.TopicRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What a cluster says of topics now. Immutable.
 *
 * @param answers whether any broker answered
 * @param gone topics that are not there
 */
record ClusterLook(boolean answers, Set<String> gone) {
    private static final int PATIENCE_MILLIS = 5_000;

    /** Asks the cluster. */
    static ClusterLook at(Admin admin, Collection<String> topics) throws InterruptedException {
        Set<String> gone = new TreeSet<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> each : describe(admin, topics)) {
            try {
                each.getValue().get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    gone.add(each.getKey());
                } else if (e.getCause() instanceof RetriableException) {
                    return new ClusterLook(false, Set.of());
                }
                // any other answer is one: this user may not look, for instance
            }
        }
        return new ClusterLook(true, gone);
    }

    /** Partitions that take no records since they have too few replicas in sync, as sentences. */
    static List<String> unwritable(Admin admin, Collection<String> topics) throws InterruptedException {
        List<ConfigResource> resources = topics.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        Map<ConfigResource, KafkaFuture<Config>> configs = admin.describeConfigs(
                        resources, new DescribeConfigsOptions().timeoutMs(PATIENCE_MILLIS))
                .values();
        List<String> found = new ArrayList<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> each : describe(admin, topics)) {
            try {
                KafkaFuture<Config> config = configs.get(new ConfigResource(ConfigResource.Type.TOPIC, each.getKey()));
                if (config == null) {
                    continue;
                }
                TopicRules rules = TopicRules.of(config.get());
                String partitions = each.getValue().get().partitions().stream()
                        .filter(rules::isUnwritable)
                        .map(TopicPartitionInfo::partition)
                        .map(String::valueOf)
                        .collect(Collectors.joining(", "));
                if (!partitions.isEmpty()) {
                    found.add("the topic " + each.getKey() + " takes no records: " + rules.why(partitions));
                }
            } catch (ExecutionException e) {
                // what cannot be seen cannot be named
            }
        }
        return found;
    }

    private static Set<Map.Entry<String, KafkaFuture<TopicDescription>>> describe(
            Admin admin, Collection<String> topics) {
        return admin.describeTopics(topics, new DescribeTopicsOptions().timeoutMs(PATIENCE_MILLIS))
                .topicNameValues()
                .entrySet();
    }
}
