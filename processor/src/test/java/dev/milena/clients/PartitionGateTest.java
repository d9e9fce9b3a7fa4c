// SPDX-License-Identifier: Apache-2.0
package dev.milena.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PartitionGateTest {
    private static final TopicPartition ONE = new TopicPartition("tickets", 1);
    private static final TopicPartition TWO = new TopicPartition("tickets", 2);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final PartitionGate gate = new PartitionGate(consumer);
    private final Consumer<byte[], byte[]> streams = gate.consumer();

    PartitionGateTest() {
        consumer.assign(List.of(ONE, TWO));
    }

    @Test
    void shouldStopAndStartPartitions() {
        assertThat(gate.stop(List.of(ONE))).isTrue();
        assertThat(consumer.paused()).containsExactly(ONE);
        gate.start(List.of(ONE));
        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void shouldKeepAPartitionStoppedWhenKafkaStreamsResumesIt() {
        gate.stop(List.of(ONE));
        streams.resume(List.of(ONE, TWO));
        assertThat(consumer.paused()).containsExactly(ONE);
    }

    @Test
    void shouldKeepAPartitionPausedThatKafkaStreamsHasPaused() {
        streams.pause(List.of(ONE, TWO));
        gate.stop(List.of(ONE));
        gate.start(List.of(ONE));
        assertThat(consumer.paused()).containsExactlyInAnyOrder(ONE, TWO);
        streams.resume(List.of(ONE));
        assertThat(consumer.paused()).containsExactly(TWO);
    }

    @Test
    void shouldNotTouchPartitionsThatARebalanceTook() {
        gate.stop(List.of(ONE));
        consumer.assign(List.of(TWO));
        assertThat(gate.stop(List.of(ONE))).isFalse();
        gate.start(List.of(ONE));
        gate.stop(List.of(TWO));
        assertThat(consumer.paused()).contains(TWO);
    }

    @Test
    void shouldPassOnEverythingElse() {
        assertThat(streams.assignment()).isEqualTo(Set.of(ONE, TWO));
        consumer.updateBeginningOffsets(java.util.Map.of(ONE, 3L, TWO, 4L));
        assertThat(streams.beginningOffsets(List.of(ONE, TWO)))
                .containsEntry(ONE, 3L)
                .containsEntry(TWO, 4L);
        streams.close();
        assertThat(consumer.closed()).isTrue();
        assertThatThrownBy(() -> streams.poll(Duration.ZERO))
                .as("the consumer's own exception")
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldBeCaughtUpWhenNothingIsLeftToReadOfAnyPartitionThatIsPolled() {
        consumer.updateBeginningOffsets(Map.of(ONE, 0L, TWO, 0L));
        consumer.updateEndOffsets(Map.of(ONE, 1L, TWO, 0L));
        consumer.seek(ONE, 0);
        consumer.seek(TWO, 0);
        assertThat(gate.isCaughtUp()).isFalse();
        gate.stop(List.of(ONE));
        assertThat(gate.isCaughtUp()).isTrue();
        gate.start(List.of(ONE));
        assertThat(gate.isCaughtUp()).isFalse();

        consumer.seek(ONE, 1);
        assertThat(gate.isCaughtUp()).isTrue();
    }

    @Test
    void shouldSayThatAPartitionWaitsWhileItIsStopped() {
        assertThat(gate.isWaiting(1)).isFalse();
        gate.stop(List.of(ONE));
        assertThat(gate.isWaiting(1)).isTrue();
        assertThat(gate.isWaiting(2)).isFalse();
        gate.start(List.of(ONE));
        assertThat(gate.isWaiting(1)).isFalse();
    }
}
