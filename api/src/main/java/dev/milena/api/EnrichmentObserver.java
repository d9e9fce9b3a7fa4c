// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

/**
 * Hears what happens in an application, for metrics and health. Calls come from stream threads and workers: an
 * implementation is thread-safe, quick and never throws. No call carries text. A stage is named as its enrichment is.
 */
public interface EnrichmentObserver {

    /** An observer that ignores everything. */
    EnrichmentObserver NONE = new EnrichmentObserver() {};

    /** A batch ran. Worker thread. */
    default void batchFinished(BatchReport report) {}

    /** A broken model is being replaced. Worker thread. */
    default void engineRebuilding(String model) {}

    /** That attempt has ended, well or badly. Worker thread. */
    default void engineRebuilt(String model) {}

    /** The answer to a text was forwarded. Stream thread. */
    default void answered(String stage, String model) {}

    /** An answer that was forwarded looks wrong in that way. Once for each kind of an answer. Stream thread. */
    default void doubted(String stage, DoubtKind kind) {}

    /**
     * A text, or a segment of one, was asked again because its first answer was in doubt. Stream thread.
     *
     * @param stage name of the enrichment
     * @param model who answered
     * @param better whether the second answer took the place of the first
     */
    default void triedAgain(String stage, String model, boolean better) {}

    /** A record was refused. Stream thread. */
    default void refused(String stage, RefusalCode code) {}

    /**
     * A record left its stage, answered, refused or without texts. Stream thread.
     *
     * @param stage name of the enrichment
     * @param nanos since the stage took it, or since the task started, for one that was restored
     */
    default void released(String stage, long nanos) {}

    /**
     * What a record ended with was committed: readers of committed records see it. Not called where the clients of the
     * application are not Milena's. Stream thread.
     *
     * @param stage name of the enrichment
     * @param nanos since the stage took it, or since the task started, for one that was restored
     */
    default void committed(String stage, long nanos) {}

    /**
     * A task was full and let nothing in. Stream thread.
     *
     * @param stage name of the enrichment
     * @param nanos since it became full or said so last
     */
    default void backPressure(String stage, long nanos) {}

    /**
     * The state of one task after a tick. Stream thread.
     *
     * @param stage name of the enrichment
     * @param task task id, such as {@code 0_3}
     * @param pendingRecords records admitted and not yet answered
     * @param pendingBytes bytes held for them
     * @param oldestPendingMillis age of the oldest of them in milliseconds of wall-clock time, 0 when there is none
     */
    default void taskState(
            String stage, String task, int pendingRecords, long pendingBytes, long oldestPendingMillis) {}

    /** Pending records that a task found in its store when it started. Stream thread. */
    default void restored(String stage, String task, int records) {}

    /** A task was closed; its last state no longer counts. Stream thread. */
    default void taskClosed(String stage, String task) {}
}
