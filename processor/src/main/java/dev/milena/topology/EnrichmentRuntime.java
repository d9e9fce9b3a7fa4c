// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.Answer;
import dev.milena.api.BatchReport;
import dev.milena.api.EnrichmentObserver;
import dev.milena.api.TextModel;
import dev.milena.batch.Batcher;
import dev.milena.batch.DynamicBatcher;
import dev.milena.config.MilenaConfig;
import dev.milena.topology.RestartPolicy.FatalFailure;
import dev.milena.topology.RestartPolicy.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * The models of a process and the batchers in front of them: made and warmed before {@code KafkaStreams.start()},
 * shared by all tasks of all threads, closed after {@code KafkaStreams.close()}. Tasks only register. Any thread.
 *
 * <p>An event chooses its model by name, or by task and languages; the first one that fits answers. The runtime owns its models and closes them.
 */
public final class EnrichmentRuntime implements AutoCloseable {
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(30);

    private final Map<String, ModelLane> lanes;
    private final BundleChoice choice;
    private final EnrichmentObserver observer;
    private final Pace pace;
    private final CallWatch watch;
    private final List<EngineGuard> guards;

    EnrichmentRuntime(
            Map<String, ModelLane> lanes,
            EnrichmentObserver observer,
            Pace pace,
            CallWatch watch,
            List<EngineGuard> guards) {
        this.lanes = lanes;
        this.choice = new BundleChoice(lanes);
        this.observer = observer;
        this.pace = pace;
        this.watch = watch;
        this.guards = guards;
    }

    /** A builder with the shipped batch settings. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder with the batch settings of a configuration. */
    public static Builder builder(MilenaConfig config) {
        return new Builder()
                .batchMaxTexts(config.batchMaxTexts())
                .batchMaxTokens(config.getInt(MilenaConfig.BATCH_MAX_TOKENS_CONFIG))
                .batchLinger(config.batchLinger())
                .longestCall(config.stallLimit())
                .journals(journals(config));
    }

    private static Path journals(MilenaConfig config) {
        Properties streams = config.streamsProperties();
        return Path.of(
                String.valueOf(streams.get(StreamsConfig.STATE_DIR_CONFIG)),
                streams.get(StreamsConfig.APPLICATION_ID_CONFIG) + ".running");
    }

    /** Names of the loaded bundles, in the order in which they are tried. */
    public Set<String> bundles() {
        return lanes.keySet();
    }

    /** Texts that wait for a batch, over all models. */
    public int queued() {
        int queued = 0;
        for (ModelLane lane : lanes.values()) {
            queued += lane.batcher().queued();
        }
        return queued;
    }

    /** Closes, and waits at most 30 s for the batches that run. */
    @Override
    public void close() {
        close(LONGEST_CLOSE);
    }

    /**
     * Stops each batcher after the batch that runs, then closes its model. Does not wait when a call is known to hang.
     *
     * @param atMost how long to wait for all batches together
     * @throws IllegalStateException when a batch does not end; its model stays open, the others are closed
     */
    public void close(Duration atMost) {
        long end = System.nanoTime() + (watch.hung() ? 0 : atMost.toNanos());
        watch.close();
        guards.forEach(EngineGuard::close);
        RuntimeException failure = null;
        for (ModelLane lane : lanes.values()) {
            try {
                lane.batcher().close(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
                lane.journal().close();
                lane.model().close();
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

    /** Which of the bundles answers an event. */
    BundleChoice choice() {
        return choice;
    }

    EnrichmentObserver observer() {
        return observer;
    }

    Pace pace() {
        return pace;
    }

    /** Takes back everything that an owner has queued. */
    void withdraw(Object owner) {
        lanes.values().forEach(lane -> lane.batcher().withdraw(owner));
    }

    /** Builds a runtime. At least one model is required; not thread-safe. */
    public static final class Builder {
        private final List<TextModel> models = new ArrayList<>();
        private int maxTexts = 128;
        private int maxTokens = 1_024;
        private Duration linger = Duration.ofMillis(5);
        private EnrichmentObserver observer = EnrichmentObserver.NONE;
        private @Nullable Path journals;
        private @Nullable Duration longestCall;
        private Consumer<FatalFailure> onGiveUp = failure -> {};
        private boolean stepped;

        private Builder() {}

        /** Adds a warmed model, to be tried after those before it. */
        public Builder model(TextModel model) {
            models.add(model);
            return this;
        }

        /** Most texts in one batch; 128 unless set. */
        public Builder batchMaxTexts(int texts) {
            maxTexts = texts;
            return this;
        }

        /** Most source tokens in one batch, padding included; 1,024 unless set. */
        public Builder batchMaxTokens(int tokens) {
            maxTokens = tokens;
            return this;
        }

        /** How long a text waits for others of its length; 5 ms unless set. */
        public Builder batchLinger(Duration longest) {
            linger = longest;
            return this;
        }

        /** Who hears what happens; nobody unless set. */
        public Builder observer(EnrichmentObserver listener) {
            observer = listener;
            return this;
        }

        /**
         * Where it is written down which events a model works on, so that a text that brings the process down is found
         * at the next start; nowhere unless set.
         *
         * @param folder survives the process and belongs to this process alone
         */
        public Builder journals(Path folder) {
            journals = folder;
            return this;
        }

        /** After which time a call of a model counts as hung; never unless set. */
        public Builder longestCall(Duration limit) {
            longestCall = limit;
            return this;
        }

        /**
         * Who is told, once, when a call of a model hangs. The process has to end then: nothing is answered any more.
         * Called on a thread of the runtime; must not wait for anything to close.
         */
        public Builder onGiveUp(Consumer<FatalFailure> owner) {
            onGiveUp = owner;
            return this;
        }

        /**
         * Runs batches inside the ticks of the tasks, on the clock of a {@code TopologyTestDriver}, instead of on
         * workers: no threads, no sleeps.
         */
        public Builder stepped() {
            stepped = true;
            return this;
        }

        /**
         * Makes the batchers and starts their workers.
         *
         * @throws IllegalArgumentException when there is no model or two have the same name
         */
        public EnrichmentRuntime build() {
            if (models.isEmpty()) {
                throw new IllegalArgumentException(
                        "A runtime needs at least one model; call model(...) before build()");
            }
            return stepped ? stepping() : running();
        }

        private EnrichmentRuntime running() {
            RunningPace pace = new RunningPace();
            return assemble(pace, TextModel::calls, pace::completed);
        }

        private EnrichmentRuntime stepping() {
            SteppedPace pace = new SteppedPace();
            EnrichmentRuntime runtime = assemble(pace, model -> 0, pace::completed);
            pace.runsDue(() -> runtime.lanes.values().forEach(lane -> runAllDue(lane.batcher())));
            return runtime;
        }

        @SuppressWarnings("StatementWithEmptyBody") // running is the condition
        private static void runAllDue(Batcher<?, ?> batcher) {
            while (batcher.runDue()) {}
        }

        private EnrichmentRuntime assemble(Pace pace, ToIntFunction<TextModel> workers, Runnable completed) {
            requireNames();
            CallWatch watch = watch();
            Map<String, ModelLane> lanes = new LinkedHashMap<>();
            List<EngineGuard> guards = new ArrayList<>();
            ReadWriteLock calls = new ReentrantReadWriteLock(true); // fair: a suspect's turn comes
            for (TextModel model : models) {
                String name = model.info().name();
                CrashJournal journal = journal(name);
                EngineGuard guard = new EngineGuard(model, journal, watch, observer, calls);
                guards.add(guard);
                lanes.put(
                        name,
                        new ModelLane(
                                model, batcher(model, guard, pace, workers.applyAsInt(model), completed), journal));
            }
            return new EnrichmentRuntime(lanes, observer, pace, watch, List.copyOf(guards));
        }

        private void requireNames() {
            Set<String> names = new HashSet<>();
            for (TextModel model : models) {
                if (!names.add(model.info().name())) {
                    throw new IllegalArgumentException(
                            "Two bundles are named '" + model.info().name()
                                    + "', and events choose a bundle by its name; leave one out of milena.bundles");
                }
            }
        }

        private CallWatch watch() {
            Consumer<FatalFailure> owner = onGiveUp;
            return longestCall == null || stepped
                    ? CallWatch.none()
                    : CallWatch.start(
                            longestCall,
                            hung -> owner.accept(new FatalFailure(Reason.ENGINE_HUNG, Failures.message(hung), hung)));
        }

        private CrashJournal journal(String model) {
            return journals == null || stepped
                    ? CrashJournal.none()
                    : CrashJournal.open(journals.resolve(model.replaceAll("[^A-Za-z0-9._-]", "_")));
        }

        private Batcher<PendingText, Answer> batcher(
                TextModel model, EngineGuard guard, Pace pace, int workers, Runnable completed) {
            EnrichmentObserver listener = observer;
            return DynamicBatcher.<PendingText, Answer>builder()
                    .name(model.info().name())
                    .maxTexts(maxTexts)
                    .maxTokens(maxTokens)
                    .linger(linger)
                    .clock(pace::nanoTime)
                    .workers(workers)
                    .function(guard::answer)
                    .sizeOf(Answer::outputTokens)
                    .listener((BatchReport report) -> {
                        completed.run();
                        listener.batchFinished(report);
                    })
                    .build();
        }
    }
}
