// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.models;

import dev.milena.api.Answer;
import dev.milena.api.BatchReport;
import dev.milena.api.EnrichmentObserver;
import dev.milena.api.ModelHungException;
import dev.milena.api.ModelWorkerDiedException;
import dev.milena.api.Priority;
import dev.milena.api.TextModel;
import dev.milena.batch.Batcher;
import dev.milena.batch.DynamicBatcher;
import dev.milena.streams.internals.flow.Backlog;
import dev.milena.streams.internals.flow.ModelSpeed;
import dev.milena.streams.internals.flow.Pace;
import dev.milena.streams.internals.flow.RunningPace;
import dev.milena.streams.internals.flow.SteppedPace;
import dev.milena.streams.internals.supervision.AskedText;
import dev.milena.streams.internals.supervision.CallWatch;
import dev.milena.streams.internals.supervision.CrashJournal;
import dev.milena.streams.internals.supervision.ModelGuard;
import dev.milena.streams.stepping.Stepping;
import dev.milena.streams.tracing.RecordTracer;
import dev.milena.streams.tracing.SafeTracer;
import dev.milena.streams.tracing.TracedBatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts batchers in front of models. Not thread-safe. */
public final class PoolBuilder {
    private static final Logger log = LoggerFactory.getLogger(PoolBuilder.class);

    /** More made a core no faster where it was measured: see ADR 13. */
    private static final int HYPOTHESES_OF_A_BATCH = 128;

    private final List<TextModel> models = new ArrayList<>();
    private int maxTexts;
    private int maxTokens = 1_024;
    private Duration linger = Duration.ofMillis(5);
    private EnrichmentObserver observer = EnrichmentObserver.NONE;
    private RecordTracer tracer = RecordTracer.NONE;
    private @Nullable Path journals;
    private @Nullable Duration longestCall;
    private Consumer<ModelHungException> onHung = hung -> {};
    private Consumer<ModelWorkerDiedException> onDied = died -> {};
    private @Nullable Stepping stepping;
    private Map<Priority, Integer> weights = Map.of(Priority.HIGH, 8, Priority.NORMAL, 4, Priority.LOW, 1);
    private Duration backlogTime = Duration.ofSeconds(5);
    private long backlogBytes = Long.MAX_VALUE;

    /** Adds a warmed model, to be tried after those before it. */
    public PoolBuilder model(TextModel model) {
        models.add(model);
        return this;
    }

    /** Names of the models added so far that have one way to look for an answer. */
    public List<String> thatTryOnce() {
        return models.stream()
                .filter(model -> !model.triesAgain())
                .map(model -> model.info().name())
                .toList();
    }

    /** Most texts in one batch; 0 for as many as have 128 hypotheses. */
    public PoolBuilder maxTexts(int texts) {
        maxTexts = texts;
        return this;
    }

    /** Most source tokens in one batch, padding included; 1,024 unless set. */
    public PoolBuilder maxTokens(int tokens) {
        maxTokens = tokens;
        return this;
    }

    /** How long a text waits for others of its length; 5 ms unless set. */
    public PoolBuilder linger(Duration longest) {
        linger = longest;
        return this;
    }

    /** How priorities share models that have more to do than they can; 8, 4 and 1 unless set. */
    public PoolBuilder weights(Map<Priority, Integer> shares) {
        weights = shares;
        return this;
    }

    /** Who hears what happens; nobody unless set. */
    public PoolBuilder observer(EnrichmentObserver listener) {
        observer = listener;
        return this;
    }

    /** Who makes traces; nobody unless set. */
    public PoolBuilder tracer(RecordTracer hook) {
        tracer = hook == RecordTracer.NONE ? hook : new SafeTracer(hook);
        return this;
    }

    /**
     * Where it is written down which texts a model works on, so that one that brings the process down is found at the
     * next start; nowhere unless set.
     *
     * @param folder survives the process and belongs to this process alone
     */
    public PoolBuilder journals(Path folder) {
        journals = folder;
        return this;
    }

    /** After which time a call of a model counts as hung; never unless set. */
    public PoolBuilder longestCall(Duration limit) {
        longestCall = limit;
        return this;
    }

    /** Who is told, once, when a call of a model hangs. Called on a thread of the pool; must not wait for it to close. */
    public PoolBuilder onHung(Consumer<ModelHungException> owner) {
        onHung = owner;
        return this;
    }

    /** Who is told when a thread that calls a model dies. Called on that thread; must not wait for the pool to close. */
    public PoolBuilder onDied(Consumer<ModelWorkerDiedException> owner) {
        onDied = owner;
        return this;
    }

    /**
     * How much all tasks together may hold.
     *
     * @param time as many texts as the models answer in so long; 5 s unless set
     * @param bytes and so many bytes; no bound unless set
     */
    public PoolBuilder backlog(Duration time, long bytes) {
        backlogTime = time;
        backlogBytes = bytes;
        return this;
    }

    /** Runs batches inside the ticks of the tasks, on the clock of a {@code TopologyTestDriver}: no threads, no sleeps. */
    public PoolBuilder stepped(Stepping how) {
        stepping = how;
        return this;
    }

    /**
     * Makes the batchers and starts their workers.
     *
     * @throws IllegalArgumentException when there is no model or two have the same name
     */
    public ModelPool build() {
        if (models.isEmpty()) {
            throw new IllegalArgumentException("There is no model; add one before build()");
        }
        requireNames();
        return stepping == null ? running() : stepping(stepping);
    }

    private ModelPool running() {
        RunningPace pace = new RunningPace();
        ModelSpeed speed = new ModelSpeed();
        Backlog backlog = new Backlog(speed, backlogTime, backlogBytes);
        return assemble(
                pace,
                backlog,
                (model, guard) -> batcher(model, traced(model, guard), pace, model.calls(), report -> {
                    pace.completed();
                    speed.answered(model.calls(), report);
                }));
    }

    private ModelPool stepping(Stepping how) {
        SteppedPace pace = new SteppedPace();
        ModelPool pool = assemble(pace, Backlog.unbounded(), (model, guard) -> {
            SteppedBatcher.Latency latency = new SteppedBatcher.Latency();
            Function<List<AskedText>, List<Answer>> calls = batch -> {
                latency.add(how.latency(
                        model.info().name(), batch.stream().map(AskedText::text).toList()));
                return traced(model, guard).apply(batch);
            };
            return new SteppedBatcher<>(
                    batcher(model, calls, pace, 0, report -> pace.completed()),
                    pace::nanoTime,
                    latency,
                    pace::completed);
        });
        pace.runsDue(pool::runDue);
        return pool;
    }

    private void died(String model, Throwable death) {
        ModelWorkerDiedException died = new ModelWorkerDiedException(model, death);
        log.error("{}", died.getMessage());
        onDied.accept(died);
    }

    private Function<List<AskedText>, List<Answer>> traced(TextModel model, ModelGuard guard) {
        RecordTracer hook = tracer;
        return hook == RecordTracer.NONE
                ? guard::answer
                : batch -> {
                    long begun = System.nanoTime();
                    boolean answered = false;
                    try {
                        List<Answer> answers = guard.answer(batch);
                        answered = true;
                        return answers;
                    } finally {
                        hook.batchEnded(new TracedBatch(
                                model.info().name(),
                                batch.stream().map(AskedText::id).toList(),
                                System.nanoTime() - begun,
                                !answered));
                    }
                };
    }

    private ModelPool assemble(
            Pace pace, Backlog backlog, BiFunction<TextModel, ModelGuard, Batcher<AskedText, Answer>> batchers) {
        CallWatch watch =
                longestCall == null || stepping != null ? CallWatch.none() : CallWatch.start(longestCall, onHung);
        Map<String, PooledModel> pooled = new LinkedHashMap<>();
        List<ModelGuard> guards = new ArrayList<>();
        ReadWriteLock calls = new ReentrantReadWriteLock(true); // fair: a suspect's turn comes
        for (TextModel model : models) {
            String name = model.info().name();
            CrashJournal journal = journal(name);
            ModelGuard guard = new ModelGuard(model, journal, watch, observer, calls);
            guards.add(guard);
            pooled.put(name, new PooledModel(model, batchers.apply(model, guard), journal));
        }
        return new ModelPool(pooled, observer, tracer, pace, backlog, stepping, watch, List.copyOf(guards));
    }

    private void requireNames() {
        Set<String> names = new HashSet<>();
        for (TextModel model : models) {
            if (!names.add(model.info().name())) {
                throw new IllegalArgumentException("Two bundles are named '"
                        + model.info().name() + "', and texts choose a bundle by its name; leave one out");
            }
        }
    }

    private CrashJournal journal(String model) {
        return journals == null || stepping != null
                ? CrashJournal.none()
                : CrashJournal.open(journals.resolve(model.replaceAll("[^A-Za-z0-9._-]", "_")));
    }

    private Batcher<AskedText, Answer> batcher(
            TextModel model,
            Function<List<AskedText>, List<Answer>> calls,
            Pace pace,
            int workers,
            Consumer<BatchReport> completed) {
        EnrichmentObserver listener = observer;
        return DynamicBatcher.<AskedText, Answer>builder()
                .name(model.info().name())
                .maxTexts(maxTexts > 0 ? maxTexts : Math.max(1, HYPOTHESES_OF_A_BATCH / model.hypotheses()))
                .maxTokens(maxTokens)
                .linger(linger)
                .weights(weights)
                .clock(pace::nanoTime)
                .workers(workers)
                .function(calls)
                .sizeOf(Answer::outputTokens)
                .onDeath(death -> died(model.info().name(), death))
                .listener((BatchReport report) -> {
                    completed.accept(report);
                    listener.batchFinished(report);
                })
                .build();
    }
}
