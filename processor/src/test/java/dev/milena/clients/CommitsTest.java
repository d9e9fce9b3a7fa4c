// SPDX-License-Identifier: Apache-2.0
package dev.milena.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommitsTest {
    private final List<String> heard = new ArrayList<>();
    private final Runnable listener = this::hear;

    private void hear() {
        heard.add("commit");
    }

    @AfterEach
    void forget() {
        Commits.ofThisThread().forget(listener);
    }

    @Test
    void shouldTellOfTransactionsThatAreCommittedAndOfNoOther() {
        MockProducer<byte[], byte[]> kafka =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        FencedProducer producer = new FencedProducer(kafka, () -> new MockConsumer<>("earliest"), () -> {});
        Commits.ofThisThread().listen(listener);
        producer.initTransactions();

        producer.beginTransaction();
        producer.abortTransaction();
        assertThat(heard).isEmpty();
        producer.beginTransaction();
        producer.commitTransaction();
        assertThat(heard).hasSize(1);

        producer.beginTransaction();
        kafka.commitTransactionException = new KafkaException("fenced");
        assertThatThrownBy(producer::commitTransaction).isSameAs(kafka.commitTransactionException);
        assertThat(heard).hasSize(1);
    }

    @Test
    void shouldTellOfOffsetsThatAConsumerCommitted() {
        TopicPartition partition = new TopicPartition("tickets", 1);
        MockConsumer<byte[], byte[]> kafka = new MockConsumer<>("earliest");
        kafka.assign(List.of(partition));
        Commits.ofThisThread().listen(listener);

        new PartitionGate(kafka).consumer().commitSync(Map.of(partition, new OffsetAndMetadata(7)));
        assertThat(heard).hasSize(1);

        Commits.ofThisThread().forget(listener);
        new PartitionGate(kafka).consumer().commitSync(Map.of(partition, new OffsetAndMetadata(8)));
        assertThat(heard).hasSize(1);
    }
}
