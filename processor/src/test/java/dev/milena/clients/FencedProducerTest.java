// SPDX-License-Identifier: Apache-2.0
package dev.milena.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class FencedProducerTest {
    private static final TopicPartition FIRST = new TopicPartition("milena.text", 0);
    private static final TopicPartition SECOND = new TopicPartition("milena.text", 1);

    private final MockConsumer<byte[], byte[]> member = new MockConsumer<>("earliest");

    @Test
    void shouldStateOneCommittedOffsetAgainAsItIs() {
        OffsetAndMetadata committed = new OffsetAndMetadata(7, Optional.of(3), "what Streams wrote");
        member.assign(List.of(FIRST, SECOND));
        member.commitSync(Map.of(SECOND, committed));

        assertThat(FencedProducer.committedAlready(member)).containsExactly(Map.entry(SECOND, committed));
    }

    @Test
    void shouldStateNothingWhereNothingIsCommittedOrOwned() {
        assertThat(FencedProducer.committedAlready(member)).isEmpty();
        member.assign(List.of(FIRST));
        assertThat(FencedProducer.committedAlready(member)).isEmpty();
    }

    @Test
    void shouldNameWhatIsMissingWhenAProducerHasNoConsumer() {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", "127.0.0.1:1",
                "client.id", "app-StreamThread-1-producer",
                "transactional.id", "app-1");
        try (Producer<byte[], byte[]> producer = new FencedClients().getProducer(settings)) {
            assertThatThrownBy(() -> producer.sendOffsetsToTransaction(Map.of(), member.groupMetadata()))
                    .isInstanceOf(KafkaException.class)
                    .hasMessageContaining("'app-StreamThread-1'");
        }
    }

    @Test
    void shouldStayFencedWhenThePreviousProducerOfAThreadClosesLate() {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", "127.0.0.1:1",
                "client.id", "late-StreamThread-1-producer",
                "transactional.id", "late-1");
        Thread thread = new Thread(() -> {}, "late-StreamThread-1");
        FencedClients clients = new FencedClients();
        assertThatThrownBy(() -> FencedClients.requireFenced(thread)).hasMessageContaining("'late-StreamThread-1'");

        Producer<byte[], byte[]> fenced = clients.getProducer(settings);
        Producer<byte[], byte[]> next = clients.getProducer(settings);
        fenced.close();
        assertThatCode(() -> FencedClients.requireFenced(thread)).doesNotThrowAnyException();

        next.close();
        assertThatThrownBy(() -> FencedClients.requireFenced(thread)).hasMessageContaining("'late-StreamThread-1'");
    }
}
