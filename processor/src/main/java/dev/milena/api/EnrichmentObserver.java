// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

import dev.milena.schemas.DeadLetterCode;

/**
 * Hears what happens in an application, for metrics and health. Calls come from stream threads and workers: an
 * implementation is thread-safe, quick and never throws. No call carries text.
 */
public interface EnrichmentObserver {

    /** An observer that ignores everything. */
    EnrichmentObserver NONE = new EnrichmentObserver() {};

    /** A batch ran. Worker thread. */
    default void batchFinished(BatchReport report) {}

    /** A broken engine is being replaced. Worker thread. */
    default void engineRebuilding(String model) {}

    /** An answer was forwarded. Stream thread. */
    default void answered(String model) {}

    /** An event was dead-lettered. Stream thread. */
    default void deadLettered(DeadLetterCode code) {}

    /**
     * The state of one task after a tick. Stream thread.
     *
     * @param task task id, such as {@code 0_3}
     * @param pendingEvents events admitted and not yet answered
     * @param pendingBytes bytes held for them
     * @param oldestPendingMillis age of the oldest of them in milliseconds of wall-clock time, 0 when there is none
     */
    default void taskState(String task, int pendingEvents, long pendingBytes, long oldestPendingMillis) {}

    /** Pending events that a task found in its store when it started. Stream thread. */
    default void restored(String task, int events) {}

    /** A task was closed; its last state no longer counts. Stream thread. */
    default void taskClosed(String task) {}
}
