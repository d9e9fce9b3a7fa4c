// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import dev.milena.app.kafka.Cluster;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What the cluster says about the jobs' group and transactions. Any thread. */
final class GroupView implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;

    private final Admin admin;

    GroupView(Cluster cluster) {
        this.admin = cluster.access().admin();
    }

    /**
     * Input partitions by job; null when the cluster does not say, as while its coordinator moves.
     *
     * @param clients what {@code client.id} starts with for each job
     */
    @Nullable
    Map<Integer, Set<Integer>> owners(List<String> clients) {
        ConsumerGroupDescription group = describe();
        if (group == null) {
            return null;
        }
        Map<Integer, Set<Integer>> owners = new HashMap<>();
        for (MemberDescription member : group.members()) {
            for (int job = 0; job < clients.size(); job++) {
                if (member.clientId().startsWith(clients.get(job))) {
                    Set<Integer> owned = owners.computeIfAbsent(job, index -> new TreeSet<>());
                    member.assignment().topicPartitions().stream()
                            .map(TopicPartition::partition)
                            .forEach(owned::add);
                }
            }
        }
        return owners;
    }

    /** How many input partitions have an owner. */
    static int owned(Map<Integer, Set<Integer>> owners) {
        return owners.values().stream().mapToInt(Set::size).sum();
    }

    /** The broker that coordinates the group, or -1 when nobody says. */
    int coordinator() {
        ConsumerGroupDescription group = describe();
        return group == null || group.coordinator() == null
                ? -1
                : group.coordinator().id();
    }

    private @Nullable ConsumerGroupDescription describe() {
        try {
            return Objects.requireNonNull(admin.describeConsumerGroups(List.of(JobSettings.APPLICATION))
                            .describedGroups()
                            .get(JobSettings.APPLICATION))
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Whether every replica of every topic follows. */
    boolean allInSync() {
        try {
            Set<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true))
                    .names()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return admin
                    .describeTopics(topics)
                    .allTopicNames()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .values()
                    .stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .allMatch(partition ->
                            partition.isr().size() == partition.replicas().size());
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Transactions that are neither committed nor aborted; -1 when the cluster does not say. */
    int openTransactions() {
        try {
            return (int) admin.listTransactions().all().get(PATIENCE_SECONDS, TimeUnit.SECONDS).stream()
                    .map(TransactionListing::state)
                    .filter(state -> state == TransactionState.ONGOING
                            || state == TransactionState.PREPARE_COMMIT
                            || state == TransactionState.PREPARE_ABORT)
                    .count();
        } catch (ExecutionException | TimeoutException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
