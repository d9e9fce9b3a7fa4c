// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The last word of every task about what it has pending. Ages go on growing between two words, so a stream thread that
 * hangs is seen. Any thread.
 */
final class TaskStates {

    /**
     * @param events events admitted and not yet answered
     * @param bytes bytes held for them
     * @param oldestSinceMillis when the oldest of them was admitted, on the clock of this object
     */
    record State(int events, long bytes, long oldestSinceMillis) {}

    private final Map<String, State> states = new ConcurrentHashMap<>();
    private final LongSupplier clockMillis;

    TaskStates(LongSupplier clockMillis) {
        this.clockMillis = clockMillis;
    }

    /** Returns whether the task was unknown until now. */
    boolean put(String task, int events, long bytes, long oldestMillis) {
        return states.put(task, new State(events, bytes, clockMillis.getAsLong() - oldestMillis)) == null;
    }

    void remove(String task) {
        states.remove(task);
    }

    int events(String task) {
        State state = states.get(task);
        return state == null ? 0 : state.events();
    }

    long bytes(String task) {
        State state = states.get(task);
        return state == null ? 0 : state.bytes();
    }

    /** Age of the oldest pending event of all tasks in milliseconds, 0 when nothing is pending. */
    long oldestMillis() {
        long now = clockMillis.getAsLong();
        return states.values().stream()
                .filter(state -> state.events() > 0)
                .mapToLong(state -> now - state.oldestSinceMillis())
                .max()
                .orElse(0);
    }
}
