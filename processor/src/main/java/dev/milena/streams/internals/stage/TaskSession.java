// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import dev.milena.api.Answer;
import dev.milena.api.EnrichmentObserver;
import dev.milena.api.Priority;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.batch.BatchItem;
import dev.milena.batch.Batcher;
import dev.milena.clients.PartitionGate;
import dev.milena.streams.internals.admission.AdmittedText;
import dev.milena.streams.internals.flow.Completions;
import dev.milena.streams.internals.flow.Pace;
import dev.milena.streams.internals.flow.TaskBounds;
import dev.milena.streams.internals.flow.ThreadBudget;
import dev.milena.streams.internals.models.ModelPool;
import dev.milena.streams.internals.pending.DeferredDeletes;
import dev.milena.streams.internals.pending.PendingRecord;
import dev.milena.streams.internals.pending.PendingStore;
import dev.milena.streams.internals.pending.StoredRecord;
import dev.milena.streams.internals.release.KeyLine;
import dev.milena.streams.internals.release.OrderedRelease;
import dev.milena.streams.internals.supervision.AskedText;
import dev.milena.streams.internals.supervision.Failures;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One generation of a task, from {@code init()} to {@code close()}: what it has admitted, in what order it may leave,
 * and the way back from the workers. Results reach a session only through its own {@link Completions}, so a result of
 * an earlier generation has nowhere to arrive. Stream thread; workers see nothing but the completions.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
final class TaskSession<K, V> {
    private static final Logger log = LoggerFactory.getLogger(TaskSession.class);
    private final String stage;
    private final String task;
    private final ModelPool models;
    private final EnrichmentObserver observer;
    private final Pace pace;
    private final Intake<K, V> intake;
    private final PendingStore store;
    private final DeferredDeletes deletes;
    private final Release<K, V> release;
    private final Inspector inspector;
    private final RecordTimes times;
    private final TaskRoom room;
    private final TaskBounds bounds;
    private final Completions<Completion<K, V>> completions = new Completions<>();
    private final OrderedRelease<KeyLine, Entry<K, V>> order = new OrderedRelease<>();
    private final Set<Entry<K, V>> entries = new LinkedHashSet<>();

    /** Null where records and offsets are one transaction. */
    private final @Nullable ReadAgain readAgain;

    /**
     * What became of one text in the model: an answer, or the error that it causes even alone.
     *
     * @param entry the entry that it belongs to
     * @param segment what was asked
     * @param answer the answer, or null
     * @param error the error, or null
     */
    private record Completion<K, V>(
            Entry<K, V> entry,
            AskedSegment segment,
            @Nullable Answer answer,
            @Nullable Throwable error) {}

    /**
     * Begins a generation.
     *
     * @param metrics Kafka Streams' own
     * @param gate of this stream thread, or null where it has none, and a full task has to wait
     */
    TaskSession(
            String task,
            StageSpec<K, V> spec,
            StageSettings settings,
            Intake<K, V> intake,
            PendingStore store,
            Release<K, V> release,
            StreamsMetrics metrics,
            @Nullable PartitionGate gate) {
        this.stage = spec.name();
        this.task = task;
        this.models = spec.models();
        this.observer = models.observer();
        this.pace = models.pace();
        this.intake = intake;
        this.store = store;
        this.deletes = settings.exactlyOnce()
                ? DeferredDeletes.atOnce(store::delete)
                : DeferredDeletes.after(settings.acknowledgedAfter(), store::delete);
        this.readAgain = settings.exactlyOnce() ? null : new ReadAgain(store);
        this.release = release;
        this.inspector = new Inspector(stage, settings.doubtPolicy(), observer);
        this.times = new RecordTimes(stage, task, observer, pace, metrics, gate != null);
        this.room = new TaskRoom(task, settings, models, times, gate);
        this.bounds = room.bounds();
    }

    /**
     * Offers again what the store holds, in order and ahead of everything new.
     *
     * @throws dev.milena.streams.internals.pending.UnreadablePendingException when the store holds what this build cannot
     *     read; nothing was offered then
     */
    void restore() {
        List<PendingStore.StoredEntry> stored = store.all();
        int rank = 0;
        for (PendingStore.StoredEntry each : stored) {
            Intake.Taken<K, V> taken = intake.restore(each);
            Entry<K, V> entry = new Entry<>(taken.record(), taken.texts(), pace.nanoTime());
            release.trace(taken.record());
            enter(entry);
            if (readAgain != null) {
                readAgain.add(taken.record().identity(), each.key());
            }
            for (Part part : entry.parts()) {
                for (AskedSegment segment : part.asked()) {
                    offerAgain(entry, segment, rank);
                }
            }
            rank++;
            finishIfDone(entry); // what the settings of this start refuse; nothing can be forwarded yet
        }
        log.info("Task {} of '{}' restored {} pending records", task, stage, stored.size());
        observer.restored(stage, task, stored.size());
    }

    /**
     * By its place among this task's own: tasks that come back together take turns, and no partition waits until all
     * others are done. The further segments of a document take turns with what is new.
     */
    private void offerAgain(Entry<K, V> entry, AskedSegment segment, int rank) {
        Batcher<AskedText, Answer> batcher = segment.text().model().batcher();
        if (segment.index() == 0) {
            batcher.offerFirst(item(entry, segment), rank);
        } else {
            batcher.offer(item(entry, segment));
        }
    }

    /** Takes a new record: refuses it or lets it pass at once, or keeps it, waits for room and offers it. */
    void accept(Record<K, V> input, Optional<RecordMetadata> metadata) {
        models.requireOpen();
        long arrived = pace.nanoTime();
        Intake.Taken<K, V> taken = intake.take(input, metadata);
        PendingRecord<K, V> record = taken.record();
        StoredRecord stored = taken.stored();
        if (stored != null && readAgain != null && readAgain.claims(stored)) {
            return;
        }
        release.trace(record);
        Texts texts = taken.texts();
        TextRefusedException refusal = texts.refusal();
        if (refusal != null || stored == null) {
            refuse(record, Objects.requireNonNull(refusal));
            times.released(arrived);
            return;
        }
        if (!texts.isAsked() && !order.holds(KeyLine.of(record.keyBytes()))) {
            release.release(record, new Entry<>(record, texts, arrived).results());
            times.released(arrived);
            return;
        }
        PendingStore.Kept kept = store.put(stored);
        Bytes storeKey = kept.key();
        if (storeKey == null) {
            refuse(record, tooLarge(kept.tooLarge()));
            times.released(arrived);
            return;
        }
        Entry<K, V> entry = new Entry<>(record.keptAs(storeKey), texts, arrived);
        room.make(entry.bytes(), metadata, this::work);
        enter(entry);
        for (Part part : entry.parts()) {
            for (AskedSegment segment : part.asked()) {
                segment.text().model().batcher().offer(item(entry, segment));
            }
        }
        if (!texts.isAsked()) {
            finishIfDone(entry);
        }
    }

    private static TextRefusedException tooLarge(long bytes) {
        return new TextRefusedException(
                RefusalCode.EVENT_TOO_LARGE,
                "The record with key and headers takes up to " + bytes
                        + " bytes in the pending store, whose changelog takes less; shorten it or raise max.request.size"
                        + " and the changelog's max.message.bytes");
    }

    private void refuse(PendingRecord<K, V> record, TextRefusedException refusal) {
        release.refuse(record, refusal.code(), Failures.message(refusal));
    }

    /** Releases what is finished. A punctuator of the task calls it at every tick. */
    void tick(long wallClockMillis) {
        pace.tick(wallClockMillis);
        ThreadBudget.ofThisThread().renew(pace.nanoTime());
        drain();
        release();
        deletes.runDue(pace.nanoTime());
        room.steerInput();
        report();
    }

    /** Whether there is nothing to wait for: neither an answer nor a deletion. */
    boolean isIdle() {
        return entries.isEmpty() && deletes.size() == 0;
    }

    /** Takes back what is queued; results that still come are dropped. */
    void close() {
        completions.close();
        models.withdraw(this);
        room.leave();
        times.close();
        observer.taskClosed(stage, task);
    }

    /** Waits for a completion of its own, at most for the slice, and releases what is finished. */
    private void work(Duration slice) {
        Completion<K, V> next = pace.await(completions, slice);
        if (next != null) {
            complete(next);
            drain();
            release();
            report();
        }
    }

    private void enter(Entry<K, V> entry) {
        KeyLine line = KeyLine.of(entry.record().keyBytes());
        raise(line, entry.claim().priority());
        entries.add(entry);
        entry.enters(order.enter(line, entry));
        bounds.enter(entry.countedTexts(), entry.bytes());
    }

    /** What a record has to wait for is as urgent as the record; so no entry of a line is less urgent than one behind it. */
    private void raise(KeyLine line, Priority priority) {
        boolean raised = false;
        Iterator<Entry<K, V>> before = order.latestFirst(line);
        while (before.hasNext() && before.next().raiseTo(priority)) {
            raised = true;
        }
        if (raised) {
            models.raise(this, line, priority);
        }
    }

    private BatchItem<AskedText, Answer> item(Entry<K, V> entry, AskedSegment segment) {
        AdmittedText admitted = segment.text();
        Completions<Completion<K, V>> back = completions;
        return new BatchItem<>(
                this,
                new AskedText(admitted.id(), admitted.text()),
                Math.max(1, admitted.text().sourceTokens().size()),
                entry.claim(),
                admitted.isSuspect(),
                (answer, error) -> back.put(new Completion<>(entry, segment, answer, error)));
    }

    private void drain() {
        for (Completion<K, V> next = completions.poll(); next != null; next = completions.poll()) {
            complete(next);
        }
    }

    private void complete(Completion<K, V> completion) {
        AskedSegment segment = completion.segment();
        Part part = segment.part();
        long before = part.bytes();
        AskedSegment again = null;
        if (completion.answer() != null) {
            again = inspector.answered(segment, completion.answer());
        } else {
            inspector.failed(segment, failure(segment.text(), completion.error()));
        }
        Entry<K, V> entry = completion.entry();
        long grown = part.bytes() - before;
        entry.grows(grown);
        bounds.grow(grown);
        if (again != null) {
            again.text().model().batcher().offer(item(entry, again));
            return;
        }
        List<AskedSegment> next = part.next();
        entry.waitsFor(next.size());
        for (AskedSegment each : next) {
            each.text().model().batcher().offer(item(entry, each));
        }
        entry.oneIsDone();
        finishIfDone(entry);
    }

    private static String failure(AdmittedText admitted, @Nullable Throwable error) {
        return "Model '" + admitted.model().name() + "' failed on this text even alone: "
                + (error == null ? "no answer and no error" : Failures.describe(error))
                + "; send it again when the model is repaired";
    }

    private void finishIfDone(Entry<K, V> entry) {
        if (entry.isFinished()) {
            order.finish(entry.ticket());
        }
    }

    private void release() {
        for (Entry<K, V> next = order.poll(); next != null; next = order.poll()) {
            PendingRecord<K, V> record = next.record();
            TextRefusedException refusal = next.texts().refusal();
            if (refusal == null) {
                release.release(record, next.results());
            } else {
                refuse(record, refusal);
            }
            times.released(next.sinceNanos());
            entries.remove(next);
            if (readAgain != null) {
                readAgain.forget(record);
            }
            bounds.leave(next.countedTexts(), next.bytes());
            deletes.released(record.storeKey(), pace.nanoTime());
        }
    }

    private void report() {
        long oldest = entries.isEmpty()
                ? 0
                : pace.nanoTime() - entries.iterator().next().sinceNanos();
        observer.taskState(stage, task, bounds.records(), bounds.bytes(), oldest / 1_000_000);
    }
}
