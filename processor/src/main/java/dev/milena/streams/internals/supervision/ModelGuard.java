// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.supervision;

import dev.milena.api.Answer;
import dev.milena.api.EnrichmentObserver;
import dev.milena.api.PreparedText;
import dev.milena.api.TextModel;
import dev.milena.api.TextsFailedException;
import dev.milena.batch.BatchAbandonedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between a batcher and its model: tells a text that breaks the engine from an engine that is broken. A failing
 * batch goes back to the batcher, which splits it. When a text fails alone, the model answers a text of its own first.
 * Where it can, the text that failed is to blame. Where it cannot, the engine is rebuilt, again and again with a back-off
 * ({@link BackOff}), while records wait in the pending store; then the text gets a second chance.
 *
 * <p>An event that is suspected of ending the process runs while no other call does, of any model: those would become
 * suspects with it, again and again, and end as dead letters in its place.
 *
 * <p>The batcher's workers call {@link #answer}; {@link #close} may be called by any thread and ends a wait.
 */
public final class ModelGuard implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ModelGuard.class);

    private final TextModel model;
    private final CrashJournal journal;
    private final CallWatch watch;
    private final EnrichmentObserver observer;
    private final ReadWriteLock calls;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger rebuilt = new AtomicInteger();

    /**
     * @param calls of all models of the process: its readers are calls, its writer is the call for a suspect
     */
    public ModelGuard(
            TextModel model, CrashJournal journal, CallWatch watch, EnrichmentObserver observer, ReadWriteLock calls) {
        this.model = model;
        this.journal = journal;
        this.watch = watch;
        this.observer = observer;
        this.calls = calls;
    }

    /**
     * Answers a batch; with null in the place of each text that failed, where the others did not.
     *
     * @throws RuntimeException when the batch as a whole failed, or the one text of it breaks an engine that works
     * @throws BatchAbandonedException when the engine is broken and this is closed before it works again
     */
    public List<@Nullable Answer> answer(List<AskedText> batch) {
        int engine = rebuilt.get();
        try {
            return call(batch, isSuspected(batch) ? calls.writeLock() : calls.readLock());
        } catch (BatchAbandonedException closing) {
            throw closing;
        } catch (RuntimeException | Error failure) {
            // the halves of a batch tell more than a check that every split would have to wait for
            if (batch.size() > 1) {
                throw failure;
            }
            return secondChance(batch, failure, engine);
        }
    }

    /**
     * A text failed alone. Either it is to blame, or the engine is, which then is a new one: what other workers do
     * meanwhile must not make the difference. So one text at a time has its second chance, and no call runs beside it.
     */
    private synchronized List<@Nullable Answer> secondChance(List<AskedText> text, Throwable failure, int engine) {
        if (engine == rebuilt.get() && !repaired(failure)) {
            throw asUnchecked(failure);
        }
        try {
            return call(text, calls.writeLock());
        } catch (RuntimeException | Error again) {
            boolean broken = repaired(again); // the next batch needs a working engine
            log.warn("Text {} failed on a new engine as well{}", text.get(0).id(), broken ? ", and broke it" : "");
            throw again;
        }
    }

    private static RuntimeException asUnchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return (RuntimeException) failure;
    }

    private boolean isSuspected(List<AskedText> batch) {
        return batch.stream().anyMatch(text -> journal.deaths(text.suspectId()) > 0);
    }

    private List<@Nullable Answer> call(List<AskedText> batch, Lock among) {
        List<String> ids = batch.stream().map(AskedText::suspectId).toList();
        List<PreparedText> texts = batch.stream().map(AskedText::text).toList();
        among.lock();
        try {
            journal.began(ids);
            CallWatch.Call call = watch.begin(model.info().name(), texts.size());
            try {
                return checked(answers(texts), texts.size());
            } finally {
                call.end();
                journal.ended(ids);
            }
        } finally {
            among.unlock();
        }
    }

    private List<@Nullable Answer> answers(List<PreparedText> texts) {
        try {
            return new ArrayList<>(model.answer(texts));
        } catch (TextsFailedException e) {
            if (texts.size() == 1) {
                throw e;
            }
            return new ArrayList<>(e.answers());
        }
    }

    private List<@Nullable Answer> checked(List<@Nullable Answer> answers, int texts) {
        if (answers.size() != texts) {
            throw new IllegalStateException(
                    model.info().name() + " returned " + answers.size() + " answers to " + texts + " texts");
        }
        answers.replaceAll(answer -> isSound(answer) ? answer : null);
        if (answers.stream().allMatch(Objects::isNull)) {
            throw new IllegalStateException(model.info().name() + " returned no score that is a finite number");
        }
        return answers;
    }

    private static boolean isSound(@Nullable Answer answer) {
        return answer != null
                && Float.isFinite(answer.score())
                && Float.isFinite(answer.logProbMean())
                && Float.isFinite(answer.logProbStddev());
    }

    /** Whether the engine was broken; if it was, it works again. */
    private boolean repaired(Throwable failure) {
        if (works()) {
            return false;
        }
        for (int attempt = 1; ; attempt++) {
            log.error(
                    "Model {} is broken ({}); it is rebuilt, attempt {}. Records wait, nothing is lost",
                    model.info().name(),
                    Failures.describe(failure),
                    attempt);
            observer.engineRebuilding(model.info().name());
            try {
                watch.rebuilding(model.info().name(), model::rebuild);
                rebuilt.incrementAndGet();
                log.info("Model {} works again", model.info().name());
                return true;
            } catch (UnsupportedOperationException e) {
                return false;
            } catch (RuntimeException | Error e) {
                log.error("Rebuilding it failed: {}", Failures.describe(e));
            } finally {
                observer.engineRebuilt(model.info().name());
            }
            waitFor(BackOff.after(attempt));
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
