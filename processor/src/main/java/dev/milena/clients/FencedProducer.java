// SPDX-License-Identifier: Apache-2.0
package dev.milena.clients;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.KafkaMetric;

/** A producer that commits no transaction without an offset that the group can check. The stream thread's. */
final class FencedProducer implements Producer<byte[], byte[]> {
    private final Producer<byte[], byte[]> producer;
    private final Supplier<Consumer<byte[], byte[]>> member;
    private final Runnable onClose;

    /**
     * @param producer does the work
     * @param member the consumer of the same thread
     * @param onClose told when this is closed
     */
    FencedProducer(Producer<byte[], byte[]> producer, Supplier<Consumer<byte[], byte[]>> member, Runnable onClose) {
        this.producer = producer;
        this.member = member;
        this.onClose = onClose;
    }

    @Override
    public void sendOffsetsToTransaction(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        producer.sendOffsetsToTransaction(offsets.isEmpty() ? committedAlready(member.get()) : offsets, group);
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

    @Override
    public void initTransactions() {
        producer.initTransactions();
    }

    @Override
    public void beginTransaction() {
        producer.beginTransaction();
    }

    @Override
    public void commitTransaction() {
        producer.commitTransaction();
        Commits.ofThisThread().committed();
    }

    @Override
    public void abortTransaction() {
        producer.abortTransaction();
    }

    @Override
    public void registerMetricForSubscription(KafkaMetric metric) {
        producer.registerMetricForSubscription(metric);
    }

    @Override
    public void unregisterMetricFromSubscription(KafkaMetric metric) {
        producer.unregisterMetricFromSubscription(metric);
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        return producer.send(record);
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        return producer.send(record, callback);
    }

    @Override
    public void flush() {
        producer.flush();
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
        return producer.partitionsFor(topic);
    }

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        return producer.metrics();
    }

    @Override
    public Uuid clientInstanceId(Duration timeout) {
        return producer.clientInstanceId(timeout);
    }

    @Override
    public void close() {
        onClose.run();
        producer.close();
    }

    @Override
    public void close(Duration timeout) {
        onClose.run();
        producer.close(timeout);
    }
}
