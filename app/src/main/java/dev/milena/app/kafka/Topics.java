// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.kafka;

import dev.milena.app.CommandFailure;
import dev.milena.app.ExitCode;
import dev.milena.app.kafka.Cluster.RefusedException;
import dev.milena.config.MilenaConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes and checks the topics of a job. Any thread. */
public final class Topics {
    private static final Logger log = LoggerFactory.getLogger(Topics.class);
    private static final Duration VISIBLE_AFTER = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final Cluster cluster;

    public Topics(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * What the cluster says about one topic.
     *
     * @param role why the job needs it
     * @param partitions how many it has, or 0 when it is missing
     * @param problem what keeps the job from using it, with the cure; null when nothing does
     */
    public record Finding(
            TopicRole role, int partitions, @Nullable String problem) {}

    /**
     * Creates the topics that are missing; those that exist are left as they are.
     *
     * @param partitions how many a new topic gets
     * @param replication replicas of each, or empty for the broker's default
     * @return for each topic whether it was created now
     * @throws CommandFailure when the cluster refuses
     */
    public Map<TopicRole, Boolean> create(int partitions, Optional<Short> replication) {
        Map<TopicRole, Boolean> created = new LinkedHashMap<>();
        List<TopicRole> roles = TopicRole.of(cluster.config());
        try (Admin admin = cluster.admin()) {
            Map<String, KafkaFuture<Void>> answers = admin.createTopics(roles.stream()
                            .map(role -> new NewTopic(role.name(), Optional.of(partitions), replication))
                            .toList())
                    .values();
            for (TopicRole role : roles) {
                created.put(role, created(Objects.requireNonNull(answers.get(role.name())), role));
            }
        }
        awaitVisible();
        return created;
    }

    /** A topic that was created shows only after a moment; whoever uses it at once would be told that it is missing. */
    private void awaitVisible() {
        long end = System.nanoTime() + VISIBLE_AFTER.toNanos();
        while (check().stream().anyMatch(finding -> finding.partitions() == 0) && System.nanoTime() < end) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    private boolean created(KafkaFuture<Void> answer, TopicRole role) {
        try {
            cluster.await(answer);
            return true;
        } catch (RefusedException e) {
            if (e.reason() instanceof TopicExistsException) {
                return false;
            }
            throw new CommandFailure(
                    ExitCode.TOPICS,
                    "the topic " + role.name() + " (" + role.setting() + ") cannot be created: "
                            + e.reason().getMessage()
                            + " Grant CREATE on it, ask whoever runs the cluster, or choose other --partitions or"
                            + " --replication.",
                    e.reason());
        }
    }

    /** Looks at every topic of the job. */
    public List<Finding> check() {
        List<Finding> findings = new ArrayList<>();
        List<TopicRole> roles = TopicRole.of(cluster.config());
        try (Admin admin = cluster.admin()) {
            Map<String, KafkaFuture<TopicDescription>> answers = admin.describeTopics(
                            roles.stream().map(TopicRole::name).toList(),
                            new DescribeTopicsOptions().includeAuthorizedOperations(true))
                    .topicNameValues();
            for (TopicRole role : roles) {
                findings.add(look(role, Objects.requireNonNull(answers.get(role.name()))));
            }
        }
        return findings;
    }

    /**
     * Every topic, fit for the job.
     *
     * @throws CommandFailure with every problem at once when the job could not work
     */
    public List<Finding> require() {
        List<Finding> findings = check();
        refuse(findings);
        return findings;
    }

    /**
     * Looks at the input topic only, before somebody sends to it.
     *
     * @throws CommandFailure when it is missing
     */
    public void requireInput() {
        refuse(check().stream()
                .filter(finding -> finding.role().setting().equals(MilenaConfig.INPUT_TOPIC_CONFIG))
                .filter(finding -> finding.partitions() == 0)
                .toList());
    }

    private void refuse(List<Finding> findings) {
        List<String> problems = findings.stream()
                .map(Finding::problem)
                .filter(problem -> problem != null)
                .map(problem -> "\n  - " + problem)
                .toList();
        if (!problems.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.TOPICS,
                    "the cluster at " + cluster.bootstrapServers() + " is not ready for this job:"
                            + String.join("", problems));
        }
    }

    /**
     * {@code max.message.bytes} of every topic of the job; a topic whose settings this user may not see is left out.
     */
    public Map<String, Integer> maxMessageBytes() {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        try (Admin admin = cluster.admin()) {
            List<ConfigResource> resources = TopicRole.of(cluster.config()).stream()
                    .map(role -> new ConfigResource(ConfigResource.Type.TOPIC, role.name()))
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

    private Finding look(TopicRole role, KafkaFuture<TopicDescription> answer) {
        String named = "topic " + role.name() + " (" + role.setting() + ") ";
        try {
            TopicDescription topic = cluster.await(answer);
            Set<AclOperation> allowed = topic.authorizedOperations();
            boolean refused = allowed != null && !allowed.isEmpty() && !allowed.contains(role.operation());
            return new Finding(
                    role,
                    topic.partitions().size(),
                    refused ? named + "may not be used: this user lacks " + role.operation() + "; grant it" : null);
        } catch (RefusedException e) {
            if (e.reason() instanceof UnknownTopicOrPartitionException) {
                return new Finding(
                        role, 0, named + "does not exist; create it with `milena topics create`, or correct the name");
            }
            if (e.reason() instanceof TopicAuthorizationException) {
                return new Finding(
                        role,
                        0,
                        named + "may not be seen: this user lacks DESCRIBE and " + role.operation() + "; grant both");
            }
            return new Finding(
                    role, 0, named + "cannot be described: " + e.reason().getMessage());
        }
    }
}
