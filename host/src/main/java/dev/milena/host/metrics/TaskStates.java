// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The last word of every task about what it has pending. Ages go on growing between two words, so a stream thread that
 * hangs is seen. Any thread.
 */
final class TaskStates {

    /** A task of a stage: two stages of one subtopology have tasks of the same id. */
    record TaskKey(String stage, String task) {}

    /**
     * @param records records admitted and not yet answered
     * @param bytes bytes held for them
     * @param oldestSinceMillis when the oldest of them was admitted, on the clock of this object
     */
    record State(int records, long bytes, long oldestSinceMillis) {}

    private final Map<TaskKey, State> states = new ConcurrentHashMap<>();
    private final LongSupplier clockMillis;

    TaskStates(LongSupplier clockMillis) {
        this.clockMillis = clockMillis;
    }

    /** Returns whether the task was unknown until now. */
    boolean put(TaskKey task, int records, long bytes, long oldestMillis) {
        return states.put(task, new State(records, bytes, clockMillis.getAsLong() - oldestMillis)) == null;
    }

    void remove(TaskKey task) {
        states.remove(task);
    }

    int records(TaskKey task) {
        State state = states.get(task);
        return state == null ? 0 : state.records();
    }

    /** Of all tasks. */
    long records() {
        return states.values().stream().mapToLong(State::records).sum();
    }

    long bytes(TaskKey task) {
        State state = states.get(task);
        return state == null ? 0 : state.bytes();
    }

    /** Age of the oldest pending record of all tasks in milliseconds, 0 when nothing is pending. */
    long oldestMillis() {
        long now = clockMillis.getAsLong();
        return states.values().stream()
                .filter(state -> state.records() > 0)
                .mapToLong(state -> now - state.oldestSinceMillis())
                .max()
                .orElse(0);
    }
}
