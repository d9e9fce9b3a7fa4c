// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.Answer;
import dev.milena.api.EnrichmentObserver;
import dev.milena.api.PreparedText;
import dev.milena.api.TextModel;
import dev.milena.batch.BatchAbandonedException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between a batcher and its model: tells a text that breaks the engine from an engine that is broken. A failing
 * batch goes back to the batcher, which splits it. When a text fails alone, the model answers a text of its own first.
 * Where it can, the event's text is to blame. Where it cannot, the engine is rebuilt, again and again with a back-off
 * that doubles from 500 ms to 15 s, while events wait in the pending store; then the text gets a second chance.
 *
 * <p>The batcher's worker calls {@link #answer}; {@link #close} may be called by any thread and ends a wait.
 */
final class EngineGuard implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EngineGuard.class);

    private final TextModel model;
    private final CrashJournal journal;
    private final CallWatch watch;
    private final EnrichmentObserver observer;
    private final CountDownLatch closed = new CountDownLatch(1);

    EngineGuard(TextModel model, CrashJournal journal, CallWatch watch, EnrichmentObserver observer) {
        this.model = model;
        this.journal = journal;
        this.watch = watch;
        this.observer = observer;
    }

    /**
     * Answers a batch.
     *
     * @throws RuntimeException when the batch as a whole failed, or the one text of it breaks an engine that works
     * @throws BatchAbandonedException when the engine is broken and this is closed before it works again
     */
    List<Answer> answer(List<PendingText> batch) {
        try {
            return call(batch);
        } catch (RuntimeException | Error failure) {
            // the halves of a batch tell more than a check that every split would have to wait for
            if (batch.size() > 1 || !mended(failure)) {
                throw failure;
            }
        }
        try {
            return call(batch);
        } catch (RuntimeException | Error failure) {
            boolean broken = mended(failure); // the next batch needs a working engine
            log.warn("Event {} failed on a new engine as well{}", batch.get(0).id(), broken ? ", and broke it" : "");
            throw failure;
        }
    }

    private List<Answer> call(List<PendingText> batch) {
        List<EventId> ids = batch.stream().map(PendingText::id).toList();
        List<PreparedText> texts = batch.stream().map(PendingText::text).toList();
        journal.began(ids);
        CallWatch.Call call = watch.begin(model.info().name(), texts.size());
        try {
            return checked(model.answer(texts), texts.size());
        } finally {
            call.end();
            journal.ended(ids);
        }
    }

    private List<Answer> checked(List<Answer> answers, int texts) {
        if (answers.size() != texts) {
            throw new IllegalStateException(
                    model.info().name() + " returned " + answers.size() + " answers to " + texts + " texts");
        }
        for (Answer answer : answers) {
            if (!Float.isFinite(answer.score())
                    || !Float.isFinite(answer.logProbMean())
                    || !Float.isFinite(answer.logProbStddev())) {
                throw new IllegalStateException(model.info().name() + " returned a score that is no finite number");
            }
        }
        return answers;
    }

    /** Whether the engine was broken; if it was, it works again. */
    private boolean mended(Throwable failure) {
        if (failure instanceof BatchAbandonedException) {
            return false;
        }
        if (works()) {
            return false;
        }
        for (int attempt = 1; ; attempt++) {
            log.error(
                    "The engine of bundle {} is broken ({}); it is rebuilt, attempt {}. Events wait, nothing is lost",
                    model.info().name(),
                    Failures.describe(failure),
                    attempt);
            observer.engineRebuilding(model.info().name());
            try {
                model.rebuild();
                log.info("The engine of bundle {} works again", model.info().name());
                return true;
            } catch (UnsupportedOperationException e) {
                return false;
            } catch (RuntimeException | Error e) {
                log.error("Rebuilding it failed: {}", Failures.describe(e));
            }
            waitFor(RestartPolicy.backOff(attempt));
        }
    }

    private boolean works() {
        CallWatch.Call call = watch.begin(model.info().name(), 1);
        try {
            model.check();
            return true;
        } catch (RuntimeException | Error e) {
            log.debug("The engine's own text failed: {}", Failures.describe(e));
            return false;
        } finally {
            call.end();
        }
    }

    private void waitFor(Duration time) {
        try {
            if (closed.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new BatchAbandonedException("the application stops while its engine is broken");
            }
        } catch (InterruptedException e) {
            // a library left the flag behind; only close() ends this
            log.debug("Interrupted while the engine is broken");
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
