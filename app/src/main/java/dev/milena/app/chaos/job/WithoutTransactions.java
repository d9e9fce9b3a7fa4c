// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos.job;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The negative control of at_least_once: the job deletes a pending entry together with its answer, as it may under
 * exactly_once_v2, but nothing makes the two one step, since the producer only pretends to have transactions. Offsets are
 * committed after everything was acknowledged, as at_least_once does. A fault run over it has to lose events.
 */
public final class WithoutTransactions extends ControlClients {
    /** The consumer of each stream thread, by the beginning of its client id. */
    private final Map<String, Consumer<byte[], byte[]>> consumers = new ConcurrentHashMap<>();

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> settings) {
        Consumer<byte[], byte[]> consumer = super.getConsumer(settings);
        consumers.put(thread(settings), consumer);
        return consumer;
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> settings) {
        Map<String, Object> plain = new HashMap<>(settings);
        plain.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        return new Pretending(plain, thread(settings));
    }

    /** Streams calls the clients of a thread {@code <thread>-producer} and {@code <thread>-consumer}. */
    private static String thread(Map<String, Object> settings) {
        String client = String.valueOf(settings.get(CommonClientConfigs.CLIENT_ID_CONFIG));
        return client.substring(0, Math.max(0, client.lastIndexOf('-')));
    }

    private final class Pretending extends KafkaProducer<byte[], byte[]> {
        private final String thread;

        Pretending(Map<String, Object> settings, String thread) {
            super(settings, new ByteArraySerializer(), new ByteArraySerializer());
            this.thread = thread;
        }

        @Override
        public void initTransactions() {
            // there are none
        }

        @Override
        public void beginTransaction() {
            // there are none
        }

        @Override
        public void sendOffsetsToTransaction(
                Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
            flush();
            Objects.requireNonNull(consumers.get(thread)).commitSync(offsets);
        }

        @Override
        public void commitTransaction() {
            flush();
        }

        @Override
        public void abortTransaction() {
            // what was sent stays sent
        }
    }
}
