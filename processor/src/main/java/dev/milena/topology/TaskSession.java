// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.Answer;
import dev.milena.api.EnrichmentObserver;
import dev.milena.api.TextRefusedException;
import dev.milena.batch.BatchItem;
import dev.milena.batch.Batcher;
import dev.milena.schemas.DeadLetterCode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One generation of a task, from {@code init()} to {@code close()}: what it has admitted, in what order it may leave,
 * and the way back from the workers. Results reach a session only through its own {@link Completions}, so a result of
 * an earlier generation has nowhere to arrive. Stream thread; workers see nothing but the completions.
 */
final class TaskSession implements BackPressure.Waiter {
    private static final Logger log = LoggerFactory.getLogger(TaskSession.class);

    private final String task;
    private final EnrichmentRuntime runtime;
    private final EnrichmentObserver observer;
    private final Pace pace;
    private final Admission admission;
    private final PendingStore store;
    private final DeferredDeletes deletes;
    private final OutputWriter writer;
    private final TaskBounds bounds;
    private final BackPressure backPressure;

    private final Completions completions = new Completions();
    private final OrderedRelease<OrderLine, PendingEntry> order = new OrderedRelease<>();
    private final Map<EventId, OrderedRelease.Ticket<OrderLine, PendingEntry>> tickets = new LinkedHashMap<>();
    private long wantedBytes;

    TaskSession(
            String task,
            EnrichmentSettings settings,
            EnrichmentRuntime runtime,
            Admission admission,
            PendingStore store,
            OutputWriter writer) {
        this.task = task;
        this.runtime = runtime;
        this.observer = runtime.observer();
        this.pace = runtime.pace();
        this.admission = admission;
        this.store = store;
        this.deletes = settings.exactlyOnce()
                ? DeferredDeletes.atOnce(store::delete)
                : DeferredDeletes.after(settings.acknowledgedAfter(), store::delete);
        this.writer = writer;
        this.bounds = new TaskBounds(settings.maxPendingEvents(), settings.maxPendingBytes());
        this.backPressure = new BackPressure(
                pace,
                settings.stallLimit(),
                settings.threadBudget(),
                settings.commitInterval(),
                settings.maxPendingEvents());
    }

    /**
     * Offers again what the store holds, in order and ahead of everything new.
     *
     * @throws UnreadablePendingEventException when the store holds what this build cannot read; nothing was offered then
     */
    void restore() {
        List<PendingEvent> events = store.all();
        int rank = 0;
        for (PendingEvent event : events) {
            try {
                PendingEntry entry = new PendingEntry(event, admission.admit(event), pace.nanoTime());
                enter(entry);
                // by its place among this task's own: tasks that come back together take turns, and no partition waits
                // until all others are done
                batcherOf(entry).offerFirst(item(entry), rank++);
            } catch (TextRefusedException e) {
                // The settings or bundles of this start refuse what an earlier one admitted. Sinks cannot be used yet.
                PendingEntry entry = new PendingEntry(event, null, pace.nanoTime());
                enter(entry);
                finish(entry, new Outcome.Refused(e.code(), Failures.message(e)));
            }
        }
        log.info("Task {} restored {} pending events", task, events.size());
        observer.restored(task, events.size());
    }

    /** Takes a new event: refuses it at once, or keeps it, waits for room and offers it. */
    void accept(PendingEvent event) {
        if (tickets.containsKey(event.id())) {
            return; // restored before its offset was committed, and now read again
        }
        AdmittedText admitted;
        try {
            admitted = admission.admit(event);
        } catch (TextRefusedException e) {
            writer.refuse(event, e.code(), Failures.message(e));
            return;
        }
        long tooLarge = store.put(event);
        if (tooLarge > 0) {
            writer.refuse(
                    event,
                    DeadLetterCode.EVENT_TOO_LARGE,
                    "The event with key and headers takes up to " + tooLarge + " bytes in the pending store, whose"
                            + " changelog takes less; shorten the event or raise max.request.size and the changelog's"
                            + " max.message.bytes");
            return;
        }
        PendingEntry entry = new PendingEntry(event, admitted, pace.nanoTime());
        wantedBytes = entry.bytes();
        backPressure.awaitRoom(this);
        enter(entry);
        batcherOf(entry).offer(item(entry));
    }

    /** Releases what is finished. A punctuator of the task calls it at every tick. */
    void tick(long wallClockMillis) {
        pace.tick(wallClockMillis);
        ThreadBudget.ofThisThread().renew(pace.nanoTime());
        drain();
        release();
        deletes.runDue(pace.nanoTime());
        report();
    }

    /** Whether there is nothing to wait for: neither an answer nor a deletion. */
    boolean isIdle() {
        return tickets.isEmpty() && deletes.size() == 0;
    }

    /** Takes back what is queued; results that still come are dropped. */
    void close() {
        completions.close();
        runtime.withdraw(this);
        observer.taskClosed(task);
    }

    @Override
    public boolean hasRoom() {
        return bounds.fits(wantedBytes);
    }

    @Override
    public void work(Duration slice) {
        Completion next = pace.await(completions, slice);
        if (next != null) {
            complete(next);
            drain();
            release();
            report();
        }
    }

    @Override
    public String holdings() {
        return bounds.toString();
    }

    private void enter(PendingEntry entry) {
        tickets.put(entry.event().id(), order.enter(OrderLine.of(entry.event()), entry));
        bounds.enter(entry.bytes());
    }

    private static AdmittedText admitted(PendingEntry entry) {
        AdmittedText admitted = entry.admitted();
        if (admitted == null) {
            throw new IllegalStateException(entry + " was never admitted");
        }
        return admitted;
    }

    private static Batcher<PendingText, Answer> batcherOf(PendingEntry entry) {
        return admitted(entry).lane().batcher();
    }

    private BatchItem<PendingText, Answer> item(PendingEntry entry) {
        AdmittedText admitted = admitted(entry);
        Completions back = completions;
        EventId id = entry.event().id();
        return new BatchItem<>(
                this,
                new PendingText(id, admitted.text()),
                Math.max(1, admitted.text().sourceTokens().size()),
                admitted.lane().journal().deaths(id) > 0,
                (answer, error) -> back.put(new Completion(entry, answer, error)));
    }

    private void drain() {
        for (Completion next = completions.poll(); next != null; next = completions.poll()) {
            complete(next);
        }
    }

    private void complete(Completion completion) {
        PendingEntry entry = completion.entry();
        AdmittedText admitted = entry.admitted();
        if (completion.answer() != null && admitted != null) {
            finish(entry, new Outcome.Answered(admitted, completion.answer()));
        } else {
            finish(entry, new Outcome.Refused(DeadLetterCode.ENGINE_FAILED, failure(admitted, completion.error())));
        }
    }

    private static String failure(@Nullable AdmittedText admitted, @Nullable Throwable error) {
        String bundle = admitted == null ? "?" : admitted.lane().model().info().name();
        return "Bundle '" + bundle + "' failed on this text even alone: "
                + (error == null ? "no answer and no error" : Failures.describe(error))
                + "; send it again when the bundle is mended";
    }

    private void finish(PendingEntry entry, Outcome outcome) {
        long before = entry.bytes();
        entry.finish(outcome);
        bounds.grow(entry.bytes() - before);
        OrderedRelease.Ticket<OrderLine, PendingEntry> ticket =
                tickets.get(entry.event().id());
        if (ticket == null) {
            throw new IllegalStateException(entry + " is finished and was never taken");
        }
        order.finish(ticket);
    }

    private void release() {
        for (PendingEntry next = order.poll(); next != null; next = order.poll()) {
            writer.write(next.event(), next.outcome());
            tickets.remove(next.event().id());
            bounds.leave(next.bytes());
            deletes.released(next.event().id(), pace.nanoTime());
        }
    }

    private void report() {
        long oldest = 0;
        if (!tickets.isEmpty()) {
            oldest =
                    pace.nanoTime() - tickets.values().iterator().next().entry().sinceNanos();
        }
        observer.taskState(task, bounds.events(), bounds.bytes(), oldest / 1_000_000);
    }
}
