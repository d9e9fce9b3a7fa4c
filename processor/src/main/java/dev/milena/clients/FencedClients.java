// SPDX-License-Identifier: Apache-2.0
package dev.milena.clients;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Makes Kafka's own clients, whose transactions all tell the group who commits them.
 *
 * <p>The cluster checks that the sender of a transaction is a member of the group's present generation when offsets are
 * committed with it, and only then. An application that answers restored events before it has read a new one has no
 * offsets to commit: had it slept while its partitions moved, the cluster would commit its answers beside those of its
 * successor. So a transaction without offsets states again what is committed already, for one partition of the sender,
 * which changes nothing and is checked.
 *
 * <p>{@code MilenaConfig} names this class as {@code default.client.supplier}. An application with a supplier of its own
 * extends it. Any thread.
 */
public class FencedClients implements KafkaClientSupplier {

    /** The group's member of each stream thread, by the beginning of its client id. */
    private final Map<String, Consumer<byte[], byte[]>> members = new ConcurrentHashMap<>();

    /** For {@code default.client.supplier}. */
    public FencedClients() {
        // Kafka Streams makes one for each application
    }

    @Override
    public Admin getAdmin(Map<String, Object> settings) {
        return Admin.create(settings);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> settings) {
        if (!settings.containsKey(ProducerConfig.TRANSACTIONAL_ID_CONFIG)) {
            return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        }
        String thread = thread(settings);
        return new FencedProducer(settings, () -> member(thread));
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> settings) {
        Consumer<byte[], byte[]> consumer = consumer(settings);
        members.put(thread(settings), consumer);
        return consumer;
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> settings) {
        return consumer(settings);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> settings) {
        return consumer(settings);
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> settings) {
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Consumer<byte[], byte[]> member(String thread) {
        Consumer<byte[], byte[]> member = members.get(thread);
        if (member == null) {
            throw new KafkaException(
                    "There is no consumer of stream thread '" + thread + "', only of " + members.keySet()
                            + ": a producer and the consumer of its thread must come from the same FencedClients");
        }
        return member;
    }

    /** Streams calls the clients of a thread {@code <thread>-producer} and {@code <thread>-consumer}. */
    private static String thread(Map<String, Object> settings) {
        String client = String.valueOf(settings.get(CommonClientConfigs.CLIENT_ID_CONFIG));
        int end = client.lastIndexOf('-');
        return end < 0 ? client : client.substring(0, end);
    }
}
