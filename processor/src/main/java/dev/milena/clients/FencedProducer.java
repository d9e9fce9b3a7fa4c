// SPDX-License-Identifier: Apache-2.0
package dev.milena.clients;

import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A producer that commits no transaction without an offset that the group can check. The stream thread's. */
final class FencedProducer extends KafkaProducer<byte[], byte[]> {
    private final Supplier<Consumer<byte[], byte[]>> member;

    /**
     * @param member the consumer of the same thread
     */
    FencedProducer(Map<String, Object> settings, Supplier<Consumer<byte[], byte[]>> member) {
        super(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.member = member;
    }

    @Override
    public void sendOffsetsToTransaction(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        super.sendOffsetsToTransaction(offsets.isEmpty() ? committedAlready(member.get()) : offsets, group);
    }

    /**
     * What the group has committed for one of a member's partitions; nothing where it has no partition, or where the
     * group has no offsets (they expired while the application was away).
     */
    static Map<TopicPartition, OffsetAndMetadata> committedAlready(Consumer<?, ?> member) {
        Set<TopicPartition> own = member.assignment();
        return member.committed(own).entrySet().stream()
                .filter(entry -> entry.getValue() != null)
                .min(Comparator.comparing(entry -> entry.getKey().toString()))
                .map(entry -> Map.of(entry.getKey(), entry.getValue()))
                .orElse(Map.of());
    }
}
