// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import dev.milena.config.MilenaConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the events of a run, evenly over the time of its clock, and notes where each one went. Idempotent and patient: what it has
 * not seen acknowledged, nobody is owed. {@link #run} belongs to one thread, the rest to any.
 */
final class PacedProducer implements Runnable {
    private final ChaosOptions options;
    private final ChaosTexts texts;
    private final Contract contract;
    private final String bootstrapServers;
    private final LoadClock clock;
    private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private volatile long startedAt;
    private volatile long lastSentAt;
    private volatile boolean done;

    PacedProducer(ChaosOptions options, ChaosTexts texts, String bootstrapServers, LoadClock clock) {
        this.options = options;
        this.texts = texts;
        this.contract = Contract.of(options);
        this.bootstrapServers = bootstrapServers;
        this.clock = clock;
    }

    @Override
    public void run() {
        startedAt = System.currentTimeMillis();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings(), new ByteArraySerializer(), new ByteArraySerializer())) {
            clock.start();
            double interval = (double) options.load().toNanos() / options.records();
            for (int number = 0; number < options.records() && failure.get() == null; number++) {
                clock.await((long) (interval * number));
                send(producer, number);
            }
            lastSentAt = System.currentTimeMillis();
            producer.flush();
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        }
        done = true;
    }

    private Map<String, Object> settings() {
        int patience = 120_000 + (int) options.faults().pause().toMillis();
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "chaos-producer");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, options.calm() ? 30_000 : 5_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, patience);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patience);
        return settings;
    }

    private void send(KafkaProducer<byte[], byte[]> producer, int number) {
        String key = texts.key(number);
        byte[] value = contract.event(texts.text(number));
        Future<RecordMetadata> unused = producer.send(
                new ProducerRecord<>(INPUT, key.getBytes(StandardCharsets.UTF_8), value), (metadata, error) -> {
                    if (error == null) {
                        sent.add(new Sent(number, key, metadata.partition(), metadata.offset()));
                        acknowledged.incrementAndGet();
                    } else {
                        failure.compareAndSet(null, error);
                    }
                });
    }

    static final String INPUT =
            String.valueOf(MilenaConfig.definition().defaultValues().get(MilenaConfig.INPUT_TOPIC_CONFIG));

    /** Whether nothing more will be sent. */
    boolean done() {
        return done;
    }

    /** Why an event could not be sent, or null. */
    @Nullable
    Exception failure() {
        return failure.get();
    }

    int acknowledged() {
        return acknowledged.get();
    }

    /** Wall-clock time of the first event in milliseconds since the epoch, 0 before. */
    long startedAt() {
        return startedAt;
    }

    /** Wall-clock time of the last event in milliseconds since the epoch, 0 before. */
    long lastSentAt() {
        return lastSentAt;
    }

    /** What the cluster acknowledged, in the order of sending. */
    List<Sent> sent() {
        List<Sent> events = new ArrayList<>(sent);
        events.sort(Comparator.comparingInt(Sent::number));
        return events;
    }
}
