// SPDX-License-Identifier: Apache-2.0
package dev.milena.testing;

import dev.milena.api.BatchReport;
import dev.milena.api.DoubtKind;
import dev.milena.api.EnrichmentObserver;
import dev.milena.api.RefusalCode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Remembers everything it hears. Any thread. */
public final class RecordingObserver implements EnrichmentObserver {
    public final List<BatchReport> batches = new CopyOnWriteArrayList<>();
    public final List<String> rebuilding = new CopyOnWriteArrayList<>();
    public final List<String> rebuilt = new CopyOnWriteArrayList<>();
    public final List<String> answered = new CopyOnWriteArrayList<>();
    public final List<RefusalCode> refused = new CopyOnWriteArrayList<>();
    public final List<DoubtKind> doubts = new CopyOnWriteArrayList<>();
    public final List<Boolean> triedAgain = new CopyOnWriteArrayList<>();
    public final List<Integer> restored = new CopyOnWriteArrayList<>();
    public final List<String> closed = new CopyOnWriteArrayList<>();
    public final List<Long> released = new CopyOnWriteArrayList<>();
    public final List<Long> committed = new CopyOnWriteArrayList<>();
    public final AtomicLong backPressureNanos = new AtomicLong();
    private final Map<String, Integer> pendingOfTasks = new ConcurrentHashMap<>();
    private final AtomicInteger mostPending = new AtomicInteger();
    public volatile int pendingRecords;
    public volatile long pendingBytes;
    public volatile long oldestPendingMillis;

    @Override
    public void batchFinished(BatchReport report) {
        batches.add(report);
    }

    @Override
    public void engineRebuilding(String model) {
        rebuilding.add(model);
    }

    @Override
    public void engineRebuilt(String model) {
        rebuilt.add(model);
    }

    @Override
    public void answered(String stage, String model) {
        answered.add(model);
    }

    @Override
    public void doubted(String stage, DoubtKind kind) {
        doubts.add(kind);
    }

    @Override
    public void triedAgain(String stage, String model, boolean better) {
        triedAgain.add(better);
    }

    @Override
    public void refused(String stage, RefusalCode code) {
        refused.add(code);
    }

    @Override
    public void released(String stage, long nanos) {
        released.add(nanos);
    }

    @Override
    public void committed(String stage, long nanos) {
        committed.add(nanos);
    }

    @Override
    public void backPressure(String stage, long nanos) {
        backPressureNanos.addAndGet(nanos);
    }

    @Override
    public void taskState(String stage, String task, int records, long bytes, long oldestMillis) {
        pendingOfTasks.put(stage + " " + task, records);
        mostPending.accumulateAndGet(
                pendingOfTasks.values().stream().mapToInt(Integer::intValue).sum(), Math::max);
        pendingRecords = records;
        pendingBytes = bytes;
        oldestPendingMillis = oldestMillis;
    }

    @Override
    public void restored(String stage, String task, int records) {
        restored.add(records);
    }

    @Override
    public void taskClosed(String stage, String task) {
        closed.add(task);
        pendingOfTasks.remove(stage + " " + task);
    }

    /** The most records that all tasks together held. */
    public int mostPending() {
        return mostPending.get();
    }
}
