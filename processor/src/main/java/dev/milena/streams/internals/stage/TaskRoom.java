// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import dev.milena.clients.PartitionGate;
import dev.milena.streams.internals.flow.BackPressure;
import dev.milena.streams.internals.flow.Pace;
import dev.milena.streams.internals.flow.TaskBounds;
import dev.milena.streams.internals.models.ModelPool;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The room of one stage of a task: what it holds, how much it may hold, and what happens when it is full. It then stops
 * the task's input; where there is nothing to stop, it waits. Stream thread.
 */
final class TaskRoom {
    private final TaskBounds bounds;
    private final BackPressure backPressure;
    private final @Nullable TaskInput input;
    private final Pace pace;
    private final RecordTimes times;
    private boolean full;
    private long fullSince;

    /**
     * Makes the room of a stage.
     *
     * @param times told for how long it is full
     * @param gate of this stream thread, or null where it has none
     */
    TaskRoom(String task, StageSettings settings, ModelPool models, RecordTimes times, @Nullable PartitionGate gate) {
        this.pace = models.pace();
        this.times = times;
        bounds = new TaskBounds(settings.maxPendingRecords(), settings.maxPendingBytes(), models.backlog());
        backPressure = new BackPressure(
                models.pace(),
                settings.stallLimit(),
                settings.threadBudget(),
                settings.commitInterval(),
                settings.maxPendingRecords());
        input = gate == null ? null : TaskInput.join(task, gate, this);
    }

    /** What the stage holds, to be kept up to date by it. */
    TaskBounds bounds() {
        return bounds;
    }

    /**
     * Stops the task's input when it is full, and takes the record all the same; waits where nothing can be stopped.
     *
     * @param bytes the record takes
     * @param metadata where the record comes from
     * @param work waits for a completion of the stage, at most for the time given, and releases what is finished
     */
    void make(long bytes, Optional<RecordMetadata> metadata, Consumer<Duration> work) {
        if (!full && !bounds.fits(bytes)) {
            full = true;
            fullSince = pace.nanoTime();
        }
        if (input != null) {
            metadata.filter(from -> from.topic() != null && from.partition() >= 0)
                    .ifPresent(from -> input.arrived(from.topic(), from.partition()));
            if (bounds.fits(bytes) || input.stop(this)) {
                return;
            }
        }
        backPressure.awaitRoom(new Waiting(bounds, bytes, work));
        tellWhetherFull();
    }

    /** Stops or starts the task's input, by what the stage holds now. */
    void steerInput() {
        tellWhetherFull();
        if (input != null) {
            if (bounds.fits(1)) {
                input.start(this);
            } else {
                input.stop(this);
            }
        }
    }

    private void tellWhetherFull() {
        if (full) {
            long now = pace.nanoTime();
            times.full(now - fullSince);
            fullSince = now;
            full = !bounds.fits(1);
        }
    }

    /** The stage is closed: it holds nothing any more. */
    void leave() {
        bounds.clear();
        if (input != null) {
            input.leave(this);
        }
    }

    private record Waiting(TaskBounds bounds, long bytes, Consumer<Duration> work) implements BackPressure.Waiter {
        @Override
        public boolean hasRoom() {
            return bounds.fits(bytes);
        }

        @Override
        public void work(Duration slice) {
            work.accept(slice);
        }

        @Override
        public String holdings() {
            return bounds.toString();
        }
    }
}
