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
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
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
            Map<String, TopicRules> rules = rules(admin);
            for (TopicUse use : uses) {
                findings.add(look(use, Objects.requireNonNull(answers.get(use.name())), rules.get(use.name())));
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

    /** The rules by topic; one whose settings this user may not see, or that is not there, is left out. */
    public Map<String, TopicRules> rules() {
        try (Admin admin = cluster.admin()) {
            return rules(admin);
        }
    }

    private Map<String, TopicRules> rules(Admin admin) {
        Map<String, TopicRules> rules = new LinkedHashMap<>();
        List<ConfigResource> resources = uses.stream()
                .map(use -> new ConfigResource(ConfigResource.Type.TOPIC, use.name()))
                .distinct()
                .toList();
        admin.describeConfigs(resources)
                .values()
                .forEach((resource, answer) -> putRules(rules, resource.name(), answer));
        return rules;
    }

    private void putRules(Map<String, TopicRules> rules, String topic, KafkaFuture<Config> answer) {
        try {
            rules.put(topic, TopicRules.of(cluster.await(answer)));
        } catch (RefusedException e) {
            if (!(e.reason() instanceof UnknownTopicOrPartitionException)) {
                log.warn(
                        "The settings of the topic {} cannot be read ({}); the broker's defaults are assumed, and a record"
                                + " that they do not fit is refused. Grant this user DESCRIBE_CONFIGS on the topic",
                        topic,
                        e.reason().getClass().getSimpleName());
            }
        }
    }

    private TopicFinding look(TopicUse use, KafkaFuture<TopicDescription> answer, @Nullable TopicRules rules) {
        String named = "topic " + use.described() + " ";
        try {
            TopicDescription topic = cluster.await(answer);
            Set<AclOperation> allowed = topic.authorizedOperations();
            boolean refused = allowed != null && !allowed.isEmpty() && !allowed.contains(use.operation());
            String problem = refused
                    ? named + "may not be used: this user lacks " + use.operation() + "; grant it"
                    : unwritable(use, topic, rules);
            return new TopicFinding(use, topic.partitions().size(), rules, problem);
        } catch (RefusedException e) {
            if (e.reason() instanceof UnknownTopicOrPartitionException) {
                return new TopicFinding(use, 0, null, named + "does not exist; " + creation + ", or correct the name");
            }
            if (e.reason() instanceof TopicAuthorizationException) {
                return new TopicFinding(
                        use,
                        0,
                        null,
                        named + "may not be seen: this user lacks DESCRIBE and " + use.operation() + "; grant both");
            }
            return new TopicFinding(
                    use, 0, null, named + "cannot be described: " + e.reason().getMessage());
        }
    }

    /** What keeps records out of a topic now. Brokers ask for no more replicas in sync than there are. */
    private static @Nullable String unwritable(TopicUse use, TopicDescription topic, @Nullable TopicRules rules) {
        if (rules == null || use.operation() != AclOperation.WRITE) {
            return null;
        }
        String partitions = topic.partitions().stream()
                .filter(partition -> rules.isUnwritable(partition))
                .map(partition -> String.valueOf(partition.partition()))
                .collect(Collectors.joining(", "));
        return partitions.isEmpty()
                ? null
                : "topic " + use.described() + " takes no records now: " + rules.why(partitions);
    }
}
