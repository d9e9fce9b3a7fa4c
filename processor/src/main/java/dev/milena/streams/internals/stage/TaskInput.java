// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import dev.milena.clients.PartitionGate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * The partitions that feed one task, which its stages stop and start. A full task stops its input instead of waiting: a
 * thread that waits neither polls nor commits.
 *
 * <p>A stage knows the partitions by the records that it was given: Kafka Streams tells nobody which topics feed a
 * task. All stages of a task share one object, so that a stage behind another finds the partitions that the other saw.
 * Stream thread.
 */
final class TaskInput {
    /** Of the tasks of this stream thread, by name. */
    private static final ThreadLocal<Map<String, TaskInput>> OF_THREAD = ThreadLocal.withInitial(HashMap::new);

    private final String task;
    private final PartitionGate gate;
    private final Set<Object> stages = new HashSet<>();
    private final Set<Object> full = new HashSet<>();
    private final Set<TopicPartition> partitions = new HashSet<>();

    private TaskInput(String task, PartitionGate gate) {
        this.task = task;
        this.gate = gate;
    }

    /**
     * The input of a task of this stream thread.
     *
     * @param task names the task
     * @param gate of this stream thread
     * @param stage one of the task's, until it calls {@link #leave}
     */
    static TaskInput join(String task, PartitionGate gate, Object stage) {
        TaskInput input = OF_THREAD.get().compute(task, (name, known) -> {
            // a thread that was replaced under the same name has another gate
            return known != null && known.gate == gate ? known : new TaskInput(task, gate);
        });
        input.stages.add(stage);
        return input;
    }

    /** A record of that partition arrived. */
    void arrived(String topic, int partition) {
        partitions.add(new TopicPartition(topic, partition));
    }

    /**
     * A stage is full: nothing more is read until it has room. May be called again: with each record more may be known of
     * where the task's records come from.
     *
     * @return whether that stops what the stage is given; false while no record has shown where its records come from
     */
    boolean stop(Object stage) {
        full.add(stage);
        return gate.stop(partitions);
    }

    /** A stage has room. Reading goes on unless another stage of the task is full. */
    void start(Object stage) {
        if (full.remove(stage) && full.isEmpty()) {
            gate.start(partitions);
        }
    }

    /** A stage is closed. */
    void leave(Object stage) {
        stages.remove(stage);
        start(stage);
        if (stages.isEmpty()) {
            OF_THREAD.get().remove(task, this);
        }
    }
}
