// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.topics;

import dev.milena.host.HostException;
import dev.milena.host.HostExit;
import dev.milena.host.topics.ClusterAccess.RefusedException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the topics of an application: whether they are there, how many partitions they have, whether this user may use
 * them, how large a record may be. Any thread.
 */
public final class TopicChecks {
    private static final Logger log = LoggerFactory.getLogger(TopicChecks.class);

    private final ClusterAccess cluster;
    private final List<TopicUse> uses;
    private final String creation;

    /** The topics that an application needs. */
    public TopicChecks(ClusterAccess cluster, Collection<TopicUse> uses) {
        this(cluster, uses, "create it");
    }

    /**
     * The topics that an application needs.
     *
     * @param creation tells a person how a missing topic is made, such as {@code create it with ...}
     */
    public TopicChecks(ClusterAccess cluster, Collection<TopicUse> uses, String creation) {
        this.cluster = cluster;
        this.uses = List.copyOf(uses);
        this.creation = creation;
    }

    /**
     * Looks at every topic.
     *
     * @throws HostException when no broker answers
     */
    public List<TopicFinding> check() {
        List<TopicFinding> findings = new ArrayList<>();
        try (Admin admin = cluster.admin()) {
            Map<String, KafkaFuture<TopicDescription>> answers = admin.describeTopics(
                            uses.stream().map(TopicUse::name).distinct().toList(),
                            new DescribeTopicsOptions().includeAuthorizedOperations(true))
                    .topicNameValues();
            for (TopicUse use : uses) {
                findings.add(look(use, Objects.requireNonNull(answers.get(use.name()))));
            }
        }
        return findings;
    }

    /**
     * Every topic, fit for the application.
     *
     * @throws HostException with every problem at once when the application could not work
     */
    public List<TopicFinding> require() {
        List<TopicFinding> findings = check();
        refuse(findings);
        return findings;
    }

    /**
     * Says what keeps an application from working.
     *
     * @throws HostException with every problem of these findings at once; does nothing where there is none
     */
    public void refuse(Collection<TopicFinding> findings) {
        List<String> problems = findings.stream()
                .map(TopicFinding::problem)
                .filter(Objects::nonNull)
                .map(problem -> "\n  - " + problem)
                .toList();
        if (!problems.isEmpty()) {
            throw new HostException(
                    HostExit.TOPICS,
                    "the cluster at " + cluster.bootstrapServers() + " is not ready for this job:"
                            + String.join("", problems));
        }
    }

    /** {@code max.message.bytes} by topic; a topic whose settings this user may not see is left out. */
    public Map<String, Integer> maxMessageBytes() {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        try (Admin admin = cluster.admin()) {
            List<ConfigResource> resources = uses.stream()
                    .map(use -> new ConfigResource(ConfigResource.Type.TOPIC, use.name()))
                    .distinct()
                    .toList();
            admin.describeConfigs(resources)
                    .values()
                    .forEach((resource, answer) -> putMaxMessageBytes(sizes, resource.name(), answer));
        }
        return sizes;
    }

    private void putMaxMessageBytes(Map<String, Integer> sizes, String topic, KafkaFuture<Config> answer) {
        try {
            ConfigEntry entry = cluster.await(answer).get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
            if (entry != null && entry.value() != null) {
                sizes.put(topic, Integer.valueOf(entry.value()));
            }
        } catch (RefusedException e) {
            log.warn(
                    "max.message.bytes of the topic {} cannot be read ({}); the broker's default is assumed, and a larger"
                            + " record is refused. Grant this user DESCRIBE_CONFIGS on the topic",
                    topic,
                    e.reason().getClass().getSimpleName());
        }
    }

    private TopicFinding look(TopicUse use, KafkaFuture<TopicDescription> answer) {
        String named = "topic " + use.described() + " ";
        try {
            TopicDescription topic = cluster.await(answer);
            Set<AclOperation> allowed = topic.authorizedOperations();
            boolean refused = allowed != null && !allowed.isEmpty() && !allowed.contains(use.operation());
            return new TopicFinding(
                    use,
                    topic.partitions().size(),
                    refused ? named + "may not be used: this user lacks " + use.operation() + "; grant it" : null);
        } catch (RefusedException e) {
            if (e.reason() instanceof UnknownTopicOrPartitionException) {
                return new TopicFinding(use, 0, named + "does not exist; " + creation + ", or correct the name");
            }
            if (e.reason() instanceof TopicAuthorizationException) {
                return new TopicFinding(
                        use,
                        0,
                        named + "may not be seen: this user lacks DESCRIBE and " + use.operation() + "; grant both");
            }
            return new TopicFinding(
                    use, 0, named + "cannot be described: " + e.reason().getMessage());
        }
    }
}
