// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.kafka;

import dev.milena.app.CommandFailure;
import dev.milena.app.ExitCode;
import dev.milena.config.MilenaConfig;
import dev.milena.schemas.TextEvent;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Sends text events to the input topic. Not thread-safe. */
public final class EventSender implements AutoCloseable {
    private final Cluster cluster;
    private final String topic;
    private final Serde<TextEvent> serde;
    private final Serializer<TextEvent> serializer;
    private final Producer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    public EventSender(Cluster cluster) {
        this.cluster = cluster;
        this.topic = cluster.config().getString(MilenaConfig.INPUT_TOPIC_CONFIG);
        this.serde = cluster.config().newValueSerde(MilenaConfig.INPUT_VALUE_SERDE_CONFIG);
        this.serializer = serde.serializer();
        this.producer = cluster.producer();
    }

    /** The topic that is sent to. */
    public String topic() {
        return topic;
    }

    /**
     * Hands an event to the producer.
     *
     * @param key key of the record, or null for none
     * @throws CommandFailure when this or an earlier event could not be sent
     */
    public void send(@Nullable String key, TextEvent event) {
        throwFailure();
        byte[] value = serializer.serialize(topic, event);
        byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        Future<RecordMetadata> unused =
                producer.send(new ProducerRecord<>(topic, keyBytes, value), (metadata, error) -> {
                    if (error != null) {
                        failure.compareAndSet(null, error);
                    }
                });
    }

    /**
     * Waits until the cluster has acknowledged every event.
     *
     * @throws CommandFailure when one of them could not be sent
     */
    public void flush() {
        producer.flush();
        throwFailure();
    }

    private void throwFailure() {
        Exception error = failure.get();
        if (error instanceof TimeoutException) {
            throw cluster.access().unreachable(error);
        }
        if (error != null) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "an event could not be sent to " + topic + ": " + error.getMessage()
                            + " Check the size of the text and the permission to write to the topic.",
                    error);
        }
    }

    @Override
    public void close() {
        producer.close();
        serde.close();
    }
}
