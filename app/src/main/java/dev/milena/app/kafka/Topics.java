// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.kafka;

import dev.milena.app.CommandFailure;
import dev.milena.app.ExitCode;
import dev.milena.host.HostException;
import dev.milena.host.topics.ClusterAccess.RefusedException;
import dev.milena.host.topics.TopicChecks;
import dev.milena.host.topics.TopicFinding;
import dev.milena.host.topics.TopicUse;
import dev.milena.host.topics.TransactionLimit;
import dev.milena.topology.RecordLimits;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes and checks the topics of a job. Any thread. */
public final class Topics {
    private static final Duration VISIBLE_AFTER = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
    private static final String CREATION = "create it with `milena topics create`";

    private final Cluster cluster;
    private final List<TopicUse> uses;
    private final TopicChecks checks;

    public Topics(Cluster cluster) {
        this.cluster = cluster;
        this.uses = JobTopics.of(cluster.config());
        this.checks = new TopicChecks(cluster.access(), uses, CREATION);
    }

    /**
     * Creates the topics that are missing; those that exist are left as they are.
     *
     * @param partitions how many a new topic gets
     * @param replication replicas of each, or empty for the broker's default
     * @return for each topic whether it was created now
     * @throws CommandFailure when the cluster refuses
     * @throws HostException when no broker answers
     */
    public Map<TopicUse, Boolean> create(int partitions, Optional<Short> replication) {
        Map<TopicUse, Boolean> created = new LinkedHashMap<>();
        try (Admin admin = cluster.access().admin()) {
            Map<String, KafkaFuture<Void>> answers = admin.createTopics(uses.stream()
                            .map(use -> new NewTopic(use.name(), Optional.of(partitions), replication)
                                    .configs(JobTopics.configs(use)))
                            .toList())
                    .values();
            for (TopicUse use : uses) {
                created.put(use, created(Objects.requireNonNull(answers.get(use.name())), use));
            }
        }
        awaitVisible();
        return created;
    }

    /** A topic that was created shows only after a moment; whoever uses it at once would be told that it is missing. */
    private void awaitVisible() {
        long end = System.nanoTime() + VISIBLE_AFTER.toNanos();
        while (checks.check().stream().anyMatch(finding -> finding.partitions() == 0) && System.nanoTime() < end) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    private boolean created(KafkaFuture<Void> answer, TopicUse use) {
        try {
            cluster.access().await(answer);
            return true;
        } catch (RefusedException e) {
            if (e.reason() instanceof TopicExistsException) {
                return false;
            }
            throw new CommandFailure(
                    ExitCode.TOPICS,
                    "the topic " + use.described() + " cannot be created: "
                            + e.reason().getMessage()
                            + " Grant CREATE on it, ask whoever runs the cluster, or choose other --partitions or"
                            + " --replication.",
                    e.reason());
        }
    }

    /**
     * Every topic, fit for the job.
     *
     * @throws HostException with every problem at once when the job could not work
     */
    public List<TopicFinding> require() {
        List<TopicFinding> findings = checks.require();
        if (cluster.config().exactlyOnce()) {
            new TransactionLimit(cluster.access()).require(cluster.config().streamsProperties());
        }
        return findings;
    }

    /**
     * Looks at the input topic only, before somebody sends to it: it is there, whoever may read it.
     *
     * @throws HostException when it is missing
     */
    public void requireInput() {
        TopicChecks input = new TopicChecks(cluster.access(), List.of(JobTopics.input(cluster.config())), CREATION);
        input.refuse(input.check().stream()
                .filter(finding -> finding.partitions() == 0)
                .toList());
    }

    /** What every topic of the job asks of records; one whose settings this user may not see is left out. */
    public Map<String, RecordLimits> limits() {
        Map<String, RecordLimits> limits = new LinkedHashMap<>();
        checks.rules()
                .forEach((topic, rules) -> limits.put(
                        topic, new RecordLimits(rules.maxMessageBytes(), rules.mostAhead(), rules.mostBehind())));
        return limits;
    }
}
