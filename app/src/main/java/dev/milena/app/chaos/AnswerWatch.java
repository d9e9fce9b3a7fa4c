// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import dev.milena.app.kafka.Cluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads committed outputs as they appear: how many events are answered, and when each partition last was. {@link #run}
 * belongs to one thread, the rest to any.
 */
final class AnswerWatch implements Runnable, AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Cluster cluster;
    private final Contract contract;
    private final Set<String> seen = new HashSet<>(); // guarded by this
    private final Map<String, Integer> partsLeft = new HashMap<>(); // of events with some; guarded by this
    private int answered; // guarded by this
    private final Map<Integer, List<Long>> arrivals = new HashMap<>(); // guarded by this
    private volatile long lastNewsNanos = System.nanoTime();
    private volatile boolean closed;

    AnswerWatch(Cluster cluster, Contract contract) {
        this.cluster = cluster;
        this.contract = contract;
    }

    @Override
    public void run() {
        try (Consumer<byte[], byte[]> consumer = cluster.consumer()) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (String topic : List.of(CommittedRecords.ANSWERS, CommittedRecords.DEAD_LETTERS)) {
                consumer.partitionsFor(topic)
                        .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!closed) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    note(
                            record.topic().equals(CommittedRecords.ANSWERS)
                                    ? contract.answer(record)
                                    : contract.deadLetter(record));
                }
            }
        }
    }

    private synchronized void note(Output output) {
        if (seen.add(output.event() + "#" + output.part())) {
            int left = partsLeft.getOrDefault(output.event(), contract.parts()) - 1;
            if (left == 0) {
                partsLeft.remove(output.event());
                answered++;
            } else {
                partsLeft.put(output.event(), left);
            }
            lastNewsNanos = System.nanoTime();
            arrivals.computeIfAbsent(output.sourcePartition(), partition -> new ArrayList<>())
                    .add(System.currentTimeMillis());
        }
    }

    /** Events all of whose outputs are committed. */
    synchronized int answered() {
        return answered;
    }

    /** Input partitions of which a committed output was seen after a wall-clock time. */
    synchronized int answeredPartitions(long sinceMillis) {
        return (int) arrivals.values().stream()
                .filter(times -> times.get(times.size() - 1) > sinceMillis)
                .count();
    }

    /** Since when there is nothing new. */
    Duration quiet() {
        return Duration.ofNanos(System.nanoTime() - lastNewsNanos);
    }

    /**
     * The longest time in milliseconds for which a reader of committed records saw nothing new in one of the partitions,
     * counting only what began within five seconds after the fault.
     */
    synchronized long longestPause(Set<Integer> partitions, long faultMillis) {
        long longest = 0;
        for (int partition : partitions) {
            long before = faultMillis;
            for (long arrival : arrivals.getOrDefault(partition, List.of())) {
                if (arrival > faultMillis) {
                    longest = Math.max(longest, arrival - before);
                    before = arrival;
                    if (arrival > faultMillis + 5_000) {
                        break;
                    }
                }
            }
        }
        return longest;
    }

    /** When a reader of committed records first saw something new in one of the partitions after that, or -1. */
    synchronized long firstAfter(Set<Integer> partitions, long millis) {
        return partitions.stream()
                .flatMap(partition -> arrivals.getOrDefault(partition, List.of()).stream())
                .mapToLong(Long::longValue)
                .filter(at -> at > millis)
                .min()
                .orElse(-1);
    }

    @Override
    public void close() {
        closed = true;
    }
}
