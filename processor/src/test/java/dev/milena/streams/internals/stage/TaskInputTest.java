// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.clients.Gates;
import dev.milena.clients.PartitionGate;
import java.util.List;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TaskInputTest {
    private static final TopicPartition TICKETS = new TopicPartition("tickets", 2);
    private static final TopicPartition CUSTOMERS = new TopicPartition("customers", 2);
    private static final TopicPartition OF_ANOTHER_TASK = new TopicPartition("tickets", 3);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final PartitionGate gate = Gates.over(consumer);
    private final Object stage = new Object();
    private final Object behind = new Object();
    private final TaskInput input = TaskInput.join("0_2", gate, stage);

    TaskInputTest() {
        consumer.assign(List.of(TICKETS, CUSTOMERS, OF_ANOTHER_TASK));
    }

    @Test
    void shouldPauseEveryPartitionThatFeedsTheTaskAndNoOther() {
        input.arrived("tickets", 2);
        input.arrived("customers", 2);

        assertThat(input.stop(stage)).isTrue();
        assertThat(consumer.paused()).containsExactlyInAnyOrder(TICKETS, CUSTOMERS);

        input.start(stage);
        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void shouldSayWhenItCannotStopAnything() {
        assertThat(input.stop(stage)).isFalse();
    }

    @Test
    void shouldStopWhatAnotherStageOfTheTaskWasGiven() {
        input.arrived("tickets", 2);

        assertThat(TaskInput.join("0_2", gate, behind).stop(behind)).isTrue();
        assertThat(consumer.paused()).containsExactly(TICKETS);
    }

    @Test
    void shouldGoOnReadingWhenNoStageIsFullAnyMore() {
        TaskInput same = TaskInput.join("0_2", gate, behind);
        input.arrived("tickets", 2);
        input.stop(stage);
        same.stop(behind);

        input.start(stage);
        assertThat(consumer.paused()).containsExactly(TICKETS);
        same.leave(behind);
        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void shouldBeginAnewWhenTheTaskComesBackToTheThread() {
        input.arrived("tickets", 2);
        input.stop(stage);
        input.leave(stage);

        TaskInput again = TaskInput.join("0_2", gate, stage);
        assertThat(again).isNotSameAs(input);
        assertThat(again.stop(stage)).isFalse();
    }
}
