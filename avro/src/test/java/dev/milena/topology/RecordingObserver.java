// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.BatchReport;
import dev.milena.api.EnrichmentObserver;
import dev.milena.schemas.DeadLetterCode;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers everything it hears. Any thread. */
final class RecordingObserver implements EnrichmentObserver {
    final List<BatchReport> batches = new CopyOnWriteArrayList<>();
    final List<String> rebuilding = new CopyOnWriteArrayList<>();
    final List<String> answered = new CopyOnWriteArrayList<>();
    final List<DeadLetterCode> deadLettered = new CopyOnWriteArrayList<>();
    final List<Integer> restored = new CopyOnWriteArrayList<>();
    final List<String> closed = new CopyOnWriteArrayList<>();
    volatile int pendingEvents;
    volatile long pendingBytes;
    volatile long oldestPendingMillis;

    @Override
    public void batchFinished(BatchReport report) {
        batches.add(report);
    }

    @Override
    public void engineRebuilding(String model) {
        rebuilding.add(model);
    }

    @Override
    public void answered(String model) {
        answered.add(model);
    }

    @Override
    public void deadLettered(DeadLetterCode code) {
        deadLettered.add(code);
    }

    @Override
    public void taskState(String task, int events, long bytes, long oldestMillis) {
        pendingEvents = events;
        pendingBytes = bytes;
        oldestPendingMillis = oldestMillis;
    }

    @Override
    public void restored(String task, int events) {
        restored.add(events);
    }

    @Override
    public void taskClosed(String task) {
        closed.add(task);
    }
}
