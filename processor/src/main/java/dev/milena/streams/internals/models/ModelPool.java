// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.models;

import dev.milena.api.EnrichmentObserver;
import dev.milena.api.ModelInfo;
import dev.milena.api.Priority;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.streams.internals.flow.Backlog;
import dev.milena.streams.internals.flow.Pace;
import dev.milena.streams.internals.supervision.CallWatch;
import dev.milena.streams.internals.supervision.ModelGuard;
import dev.milena.streams.stepping.Stepping;
import dev.milena.streams.tracing.RecordTracer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The warmed models of a process and the batchers in front of them, shared by all tasks of all threads. Tasks only
 * register. The pool owns its models and closes them. Any thread.
 */
public final class ModelPool implements AutoCloseable {
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(30);

    private final Map<String, PooledModel> models;
    private final ModelChoice choice;
    private final EnrichmentObserver observer;
    private final RecordTracer tracer;
    private final Pace pace;
    private final Backlog backlog;
    private final @Nullable Stepping stepping;
    private final CallWatch watch;
    private final List<ModelGuard> guards;
    private final AtomicReference<String> application = new AtomicReference<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    ModelPool(
            Map<String, PooledModel> models,
            EnrichmentObserver observer,
            RecordTracer tracer,
            Pace pace,
            Backlog backlog,
            @Nullable Stepping stepping,
            CallWatch watch,
            List<ModelGuard> guards) {
        this.models = models;
        this.choice = new ModelChoice(models);
        this.observer = observer;
        this.tracer = tracer;
        this.pace = pace;
        this.backlog = backlog;
        this.stepping = stepping;
        this.watch = watch;
        this.guards = guards;
    }

    /** Names of the models, in the order in which they are tried. */
    public Set<String> names() {
        return models.keySet();
    }

    /** Texts that wait for a batch, over all models. */
    public int queued() {
        return models.values().stream()
                .mapToInt(model -> model.batcher().queued())
                .sum();
    }

    /** Whether no model has anything to do. */
    public boolean isIdle() {
        return models.values().stream().allMatch(model -> model.batcher().isIdle());
    }

    /**
     * Which model answers a request.
     *
     * @throws TextRefusedException when there is none
     */
    public PooledModel choose(TextRequest request) throws TextRefusedException {
        return choice.of(request);
    }

    /**
     * What the models are that could answer a request, if they read the language of its text.
     *
     * @throws TextRefusedException when no model has the name that it asks for
     */
    public List<ModelInfo> able(TextRequest request) throws TextRefusedException {
        return choice.able(request).stream()
                .map(PooledModel::info)
                .filter(model -> model.speaks(null, request.targetLanguage()))
                .toList();
    }

    /** Who hears what happens. */
    public EnrichmentObserver observer() {
        return observer;
    }

    /** Who makes traces. */
    public RecordTracer tracer() {
        return tracer;
    }

    /** How time passes. */
    public Pace pace() {
        return pace;
    }

    /** What all tasks hold together. */
    public Backlog backlog() {
        return backlog;
    }

    /** Whether batches run inside the ticks of tasks, for {@code TopologyTestDriver}. */
    public boolean isStepped() {
        return stepping != null;
    }

    /** What a driver tells of its earlier ones; nothing where time passes by itself. */
    public Stepping stepping() {
        return stepping == null ? Stepping.PLAIN : stepping;
    }

    /** Runs every batch that is due on the calling thread, where batchers have no workers. */
    @SuppressWarnings("StatementWithEmptyBody") // running is the condition
    void runDue() {
        for (PooledModel model : models.values()) {
            while (model.batcher().runDue()) {}
        }
    }

    /** Texts of a priority that wait for a batch, over all models. */
    public int queued(Priority priority) {
        return models.values().stream()
                .mapToInt(model -> model.batcher().queued(priority))
                .sum();
    }

    /** What an owner has queued of a line is to be as urgent as that. */
    public void raise(Object owner, Object line, Priority priority) {
        models.values().forEach(model -> model.batcher().raise(owner, line, priority));
    }

    /** Takes back everything that an owner has queued. */
    public void withdraw(Object owner) {
        models.values().forEach(model -> model.batcher().withdraw(owner));
    }

    /**
     * A task of that application uses these models.
     *
     * @throws IllegalStateException when they are closed, or belong to another application
     */
    public void join(String applicationId) {
        requireOpen();
        String owner = application.compareAndExchange(null, applicationId);
        if (owner != null && !owner.equals(applicationId)) {
            throw new IllegalStateException("These models belong to the application '" + owner + "', and '"
                    + applicationId + "' would share its journal and its metrics; build Models for each application");
        }
    }

    /**
     * Says so when the models are closed.
     *
     * @throws IllegalStateException when they are
     */
    public void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("The models are closed while a topology uses them: nothing can be answered."
                    + " Nothing is lost, the records wait in the pending store; close KafkaStreams before Models, and"
                    + " build new ones for the next start");
        }
    }

    /** Closes, and waits at most 30 s for the batches that run. Does nothing the second time. */
    @Override
    public void close() {
        close(LONGEST_CLOSE);
    }

    /**
     * Stops each batcher after the batch that runs, then closes its model. Does not wait when a call is known to hang. Does
     * nothing the second time.
     *
     * @param atMost how long to wait for all batches together
     * @throws IllegalStateException when a batch does not end; its model stays open, the others are closed
     */
    public void close(Duration atMost) {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        long end = System.nanoTime() + (watch.hung() ? 0 : atMost.toNanos());
        watch.close();
        guards.forEach(ModelGuard::close);
        RuntimeException failure = null;
        for (PooledModel model : models.values()) {
            try {
                model.batcher().close(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
                model.journal().close();
                model.model().close();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
