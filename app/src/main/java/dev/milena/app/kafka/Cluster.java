// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.kafka;

import dev.milena.config.MilenaConfig;
import dev.milena.host.topics.ClusterAccess;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Plain Kafka clients for the cluster that the settings name, with its security settings. Any thread; the clients follow
 * their own rules.
 */
public final class Cluster {
    private final MilenaConfig config;
    private final ClusterAccess access;

    public Cluster(MilenaConfig config) {
        this.config = config;
        this.access = new ClusterAccess(config.streamsProperties());
    }

    /** The settings. */
    public MilenaConfig config() {
        return config;
    }

    /** The way to the cluster. */
    public ClusterAccess access() {
        return access;
    }

    /** A new producer of bytes that loses nothing it acknowledged. */
    public Producer<byte[], byte[]> producer() {
        Map<String, Object> settings = access.connection();
        settings.remove(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, ClusterAccess.PATIENCE_MILLIS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * ClusterAccess.PATIENCE_MILLIS);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, (int)
                Math.min(config.stages().maxRequestBytes(), Integer.MAX_VALUE));
        return access.client(() -> new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    /** A new consumer of bytes without a group that sees committed records only. */
    public Consumer<byte[], byte[]> consumer() {
        return consumer("read_committed", Map.of());
    }

    /** As {@link #consumer()}; it throws where records went before it read them, instead of going on behind the gap. */
    public Consumer<byte[], byte[]> gaplessConsumer() {
        return consumer("read_committed", Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"));
    }

    /** A new consumer of bytes without a group that sees records whose transaction is open or was aborted, too. */
    public Consumer<byte[], byte[]> uncommittedConsumer() {
        return consumer("read_uncommitted", Map.of());
    }

    private Consumer<byte[], byte[]> consumer(String isolation, Map<String, Object> more) {
        Map<String, Object> settings = access.connection();
        settings.putAll(more);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return access.client(
                () -> new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    }
}
