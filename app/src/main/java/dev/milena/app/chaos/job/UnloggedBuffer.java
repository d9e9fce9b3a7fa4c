// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos.job;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The negative control: nothing reaches the changelog, so that a store in memory ({@code milena.pending.store=memory}) is
 * what an implementer in a hurry would use. A fault run over it has to lose events, or the run proves nothing.
 */
public final class UnloggedBuffer extends ControlClients {

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> settings) {
        return new Forgetful(settings);
    }

    /** Acknowledges what is meant for a changelog, and does not send it. */
    private static final class Forgetful extends KafkaProducer<byte[], byte[]> {
        Forgetful(Map<String, Object> settings) {
            super(settings, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, @Nullable Callback callback) {
            Integer partition = record.partition();
            if (partition == null || !record.topic().endsWith("-changelog")) {
                return super.send(record, callback);
            }
            RecordMetadata sent = new RecordMetadata(
                    new TopicPartition(record.topic(), partition), 0, 0, System.currentTimeMillis(), 0, 0);
            if (callback != null) {
                callback.onCompletion(sent, null);
            }
            return CompletableFuture.completedFuture(sent);
        }
    }
}
