// SPDX-License-Identifier: Apache-2.0
package dev.milena.clients;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Makes Kafka clients whose transactions all tell the group who commits them.
 *
 * <p>The cluster checks that the sender of a transaction is a member of the group's present generation when offsets are
 * committed with it, and only then. An application that answers restored records before it has read a new one has no
 * offsets to commit: had it slept while its partitions moved, the cluster would commit its answers beside those of its
 * successor. So a transaction without offsets states again what is committed already, for one partition of the sender,
 * which changes nothing and is checked.
 *
 * <p>{@code Models.streamsProperties()} names this class as {@code default.client.supplier}, which a supplier that is handed
 * to {@code new KafkaStreams(topology, properties, supplier)} overrides. Frameworks do that: hand them
 *
 * <pre>{@code
 * new FencedClients()              // Kafka's own clients
 * FencedClients.around(supplier)   // those of a supplier of your own
 * }</pre>
 *
 * <p>Under exactly once a stage refuses to start on a thread whose clients come from elsewhere. Any thread.
 */
public class FencedClients implements KafkaClientSupplier {
    /**
     * The open producer of each stream thread that has a fenced one, by the thread's name, over all applications of this
     * process. After a fence Kafka Streams makes a thread's next producer before it closes the last, so that a close must
     * not take away what it did not bring.
     */
    private static final Map<String, Producer<byte[], byte[]>> FENCED = new ConcurrentHashMap<>();

    /** The gate of each stream thread, by the thread's name, over all applications of this process. */
    private static final Map<String, Reference<PartitionGate>> GATES = new ConcurrentHashMap<>();

    private final KafkaClientSupplier clients;

    /** The group's member of each stream thread, by the beginning of its client id. */
    private final Map<String, Consumer<byte[], byte[]>> members = new ConcurrentHashMap<>();

    /** Kafka's own clients. Kafka Streams makes one for each application that names this class. */
    public FencedClients() {
        this(new PlainClients());
    }

    private FencedClients(KafkaClientSupplier clients) {
        this.clients = clients;
    }

    /** The clients of a supplier of your own, fenced. One for each application. */
    public static FencedClients around(KafkaClientSupplier supplier) {
        return new FencedClients(supplier);
    }

    /**
     * Says so when a stream thread of an exactly-once application has clients that are not fenced.
     *
     * @throws IllegalStateException when it has
     */
    public static void requireFenced(Thread streamThread) {
        if (!FENCED.containsKey(streamThread.getName())) {
            throw new IllegalStateException("The clients of stream thread '" + streamThread.getName()
                    + "' do not come from " + FencedClients.class.getName() + ": under exactly_once_v2 a job that slept"
                    + " while its partitions moved could answer restored records a second time. Whoever calls new"
                    + " KafkaStreams(topology, properties, supplier) overrides default.client.supplier: pass new"
                    + " FencedClients(), or FencedClients.around(supplier) for a supplier of your own (Spring:"
                    + " StreamsBuilderFactoryBean.setClientSupplier). With processing.guarantee=at_least_once none of"
                    + " this is needed");
        }
    }

    /** What stops partitions of a stream thread; nothing where its clients come from elsewhere. */
    public static Optional<PartitionGate> gateOf(Thread streamThread) {
        return Optional.ofNullable(GATES.get(streamThread.getName())).map(Reference::get);
    }

    @Override
    public Admin getAdmin(Map<String, Object> settings) {
        return clients.getAdmin(settings);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> settings) {
        Producer<byte[], byte[]> producer = clients.getProducer(settings);
        if (!settings.containsKey(ProducerConfig.TRANSACTIONAL_ID_CONFIG)) {
            return producer;
        }
        String thread = thread(settings);
        FENCED.put(thread, producer);
        return new FencedProducer(producer, () -> member(thread), () -> FENCED.remove(thread, producer));
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> settings) {
        Consumer<byte[], byte[]> consumer = clients.getConsumer(settings);
        PartitionGate gate = new PartitionGate(consumer);
        members.put(thread(settings), gate.consumer());
        GATES.put(thread(settings), new WeakReference<>(gate)); // the wrapped consumer holds it
        return gate.consumer();
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> settings) {
        return clients.getRestoreConsumer(settings);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> settings) {
        return clients.getGlobalConsumer(settings);
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
