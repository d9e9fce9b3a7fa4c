// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import dev.milena.app.kafka.Cluster;
import dev.milena.schemas.AttentionMap;
import dev.milena.serde.AttentionMapSerde;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;

/** Topics as a reader of committed records sees them from their beginning to their end. One thread at a time. */
final class CommittedRecords {
    static final String ANSWERS = "milena.enriched";
    static final String ATTENTION = "milena.attention";
    static final String DEAD_LETTERS = "milena.dead-letters";

    private static final Duration POLL = Duration.ofMillis(200);

    private final Cluster cluster;
    private final Contract contract;

    CommittedRecords(Cluster cluster, Contract contract) {
        this.cluster = cluster;
        this.contract = contract;
    }

    /** Answers and dead letters, each partition in order. */
    List<Output> outputs() {
        List<Output> outputs = new ArrayList<>();
        read(ANSWERS, record -> outputs.add(contract.answer(record)));
        read(DEAD_LETTERS, record -> outputs.add(contract.deadLetter(record)));
        return outputs;
    }

    /**
     * How often each event has its attention maps, by {@code partition@offset}: 0 where those of its segments are not all there
     * as often as each other.
     */
    Map<String, Integer> attentionMaps() {
        Map<String, Map<Integer, Integer>> maps = new HashMap<>();
        try (AttentionMapSerde serde = new AttentionMapSerde()) {
            read(ATTENTION, record -> {
                AttentionMap map = serde.deserializer().deserialize(ATTENTION, record.value());
                String event =
                        map.getSource().getPartition() + "@" + map.getSource().getOffset();
                maps.computeIfAbsent(event, name -> new HashMap<>()).merge(map.getSegment(), 1, Integer::sum);
            });
        }
        Map<String, Integer> whole = new HashMap<>();
        maps.forEach((event, bySegment) -> whole.put(event, whole(bySegment)));
        return whole;
    }

    private static int whole(Map<Integer, Integer> bySegment) {
        int times = bySegment.getOrDefault(0, 0);
        for (int segment = 0; segment < bySegment.size(); segment++) {
            if (bySegment.getOrDefault(segment, 0) != times) {
                return 0;
            }
        }
        return times;
    }

    /** Keys with a value at the end of a compacted topic. */
    Set<Bytes> liveKeys(String topic) {
        Map<Bytes, Boolean> live = new HashMap<>();
        read(topic, record -> live.put(Bytes.wrap(record.key()), record.value() != null));
        return live.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Partitions whose committed end is before their written end: an open transaction holds readers back there. */
    long heldBack(List<String> topics) {
        try (org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> committed = cluster.consumer();
                org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> written = cluster.uncommittedConsumer()) {
            List<TopicPartition> partitions = topics.stream()
                    .flatMap(topic -> partitions(committed, topic))
                    .toList();
            Map<TopicPartition, Long> stable = committed.endOffsets(partitions);
            Map<TopicPartition, Long> ends = written.endOffsets(partitions);
            return partitions.stream()
                    .filter(partition -> !ends.getOrDefault(partition, 0L).equals(stable.get(partition)))
                    .count();
        }
    }

    private static Stream<TopicPartition> partitions(
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer, String topic) {
        return consumer.partitionsFor(topic).stream().map(info -> new TopicPartition(topic, info.partition()));
    }

    private void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
        try (org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer = cluster.consumer()) {
            List<TopicPartition> partitions = partitions(consumer, topic).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                consumer.poll(POLL).forEach(visitor);
            }
        }
    }
}
