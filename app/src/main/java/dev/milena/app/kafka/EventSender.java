// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.kafka;

import dev.milena.app.CommandFailure;
import dev.milena.app.ExitCode;
import dev.milena.config.MilenaConfig;
import dev.milena.host.HostException;
import dev.milena.schemas.TextEvent;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Sends text events to the input topic. Not thread-safe. */
public final class EventSender implements AutoCloseable {
    private final Cluster cluster;
    private final String topic;
    private final @Nullable Consumer<String> refusals;
    private final Serde<TextEvent> serde;
    private final Serializer<TextEvent> serializer;
    private final Producer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Failed> failure = new AtomicReference<>();
    private final AtomicLong acknowledged = new AtomicLong();

    /** An event that could not be sent, and why. */
    private record Failed(String place, Exception error) {}

    /** A sender that any event that cannot be sent ends. */
    public EventSender(Cluster cluster) {
        this(cluster, null);
    }

    /**
     * A sender.
     *
     * @param refusals hears of each event that is too large, on any thread, and the others are sent; null where such an
     *     event is a failure
     */
    public EventSender(Cluster cluster, @Nullable Consumer<String> refusals) {
        this.cluster = cluster;
        this.refusals = refusals;
        this.topic = cluster.config().getString(MilenaConfig.INPUT_TOPIC_CONFIG);
        this.serde = cluster.config().newValueSerde(MilenaConfig.INPUT_VALUE_SERDE_CONFIG);
        this.serializer = serde.serializer();
        this.producer = cluster.producer();
    }

    /** The topic that is sent to. */
    public String topic() {
        return topic;
    }

    /** How many events the cluster has acknowledged. Any thread. */
    public long acknowledged() {
        return acknowledged.get();
    }

    /**
     * Hands an event to the producer.
     *
     * @param place where the event comes from, for people, such as {@code line 7}
     * @param key key of the record, or null for none
     * @throws CommandFailure when this or an earlier event could not be sent
     * @throws HostException when no broker answers
     */
    public void send(String place, @Nullable String key, TextEvent event) {
        throwFailure();
        byte[] value = serialized(place, event);
        byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        Future<RecordMetadata> unused =
                producer.send(new ProducerRecord<>(topic, keyBytes, value), (metadata, error) -> {
                    if (error == null) {
                        acknowledged.incrementAndGet();
                    } else if (error instanceof RecordTooLargeException && refusals != null) {
                        refusals.accept(place + " makes a record that is too large: " + error.getMessage()
                                + " Split the text, or raise producer.max.request.size here or max.message.bytes of the"
                                + " topic " + topic + ".");
                    } else {
                        failure.compareAndSet(null, new Failed(place, error));
                    }
                });
    }

    private byte[] serialized(String place, TextEvent event) {
        try {
            return serializer.serialize(topic, event);
        } catch (RuntimeException e) { // of a serde of somebody's own, whose message may repeat the text
            throw new CommandFailure(
                    ExitCode.FAILED,
                    place + " cannot be written by the serde that " + MilenaConfig.INPUT_VALUE_SERDE_CONFIG + " names ("
                            + e.getClass().getName() + ")." + sofar(),
                    e);
        }
    }

    /**
     * Waits until the cluster has acknowledged every event.
     *
     * @throws CommandFailure when one of them could not be sent
     * @throws HostException when no broker answers
     */
    public void flush() {
        producer.flush();
        throwFailure();
    }

    private void throwFailure() {
        Failed failed = failure.get();
        if (failed == null) {
            return;
        }
        String where = " The first that was not sent is " + failed.place() + "." + sofar();
        if (failed.error() instanceof TimeoutException || failed.error() instanceof AuthenticationException) {
            HostException away = cluster.access().unreachable(failed.error());
            throw new HostException(away.exit(), away.getMessage() + where, failed.error());
        }
        throw new CommandFailure(
                ExitCode.FAILED,
                "an event could not be sent to " + topic + ": " + failed.error().getMessage()
                        + " Check the permission to write to the topic." + where,
                failed.error());
    }

    private String sofar() {
        return " Acknowledged before: " + acknowledged() + ".";
    }

    @Override
    public void close() {
        producer.close();
        serde.close();
    }
}
