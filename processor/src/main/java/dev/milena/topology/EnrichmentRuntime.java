// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.Answer;
import dev.milena.api.BatchReport;
import dev.milena.api.EnrichmentObserver;
import dev.milena.api.PreparedText;
import dev.milena.api.TextModel;
import dev.milena.batch.Batcher;
import dev.milena.batch.DynamicBatcher;
import dev.milena.config.MilenaConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The models of a process and the batchers in front of them: made and warmed before {@code KafkaStreams.start()},
 * shared by all tasks of all threads, closed after {@code KafkaStreams.close()}. Tasks only register. Any thread.
 *
 * <p>The first model answers events that name no bundle. The runtime owns its models and closes them.
 */
public final class EnrichmentRuntime implements AutoCloseable {
    private final Map<String, ModelLane> lanes;
    private final ModelLane defaultLane;
    private final EnrichmentObserver observer;
    private final Pace pace;

    EnrichmentRuntime(Map<String, ModelLane> lanes, ModelLane defaultLane, EnrichmentObserver observer, Pace pace) {
        this.lanes = lanes;
        this.defaultLane = defaultLane;
        this.observer = observer;
        this.pace = pace;
    }

    /** A builder with the shipped batch settings. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder with the batch settings of a configuration. */
    public static Builder builder(MilenaConfig config) {
        return new Builder()
                .batchMaxTexts(config.getInt(MilenaConfig.BATCH_MAX_TEXTS_CONFIG))
                .batchMaxTokens(config.getInt(MilenaConfig.BATCH_MAX_TOKENS_CONFIG))
                .batchLinger(config.batchLinger());
    }

    /** Names of the loaded bundles; the first is the default. */
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

    /**
     * Stops each batcher after the batch that runs, then closes its model.
     *
     * @throws IllegalStateException when a batch does not end; its model stays open, the others are closed
     */
    @Override
    public void close() {
        RuntimeException failure = null;
        for (ModelLane lane : lanes.values()) {
            try {
                lane.batcher().close();
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

    /** The lane of a bundle, or of the default bundle for null; null when no such bundle is loaded. */
    @Nullable
    ModelLane lane(@Nullable String bundle) {
        return bundle == null ? defaultLane : lanes.get(bundle);
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
        private int maxTexts = 64;
        private int maxTokens = 2_048;
        private Duration linger = Duration.ofMillis(5);
        private EnrichmentObserver observer = EnrichmentObserver.NONE;
        private boolean stepped;

        private Builder() {}

        /** Adds a warmed model; the first one is the default. */
        public Builder model(TextModel model) {
            models.add(model);
            return this;
        }

        /** Most texts in one batch; 64 unless set. */
        public Builder batchMaxTexts(int texts) {
            maxTexts = texts;
            return this;
        }

        /** Most source tokens in one batch, padding included; 2,048 unless set. */
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
            return assemble(pace, 1, pace::completed);
        }

        private EnrichmentRuntime stepping() {
            SteppedPace pace = new SteppedPace();
            EnrichmentRuntime runtime = assemble(pace, 0, pace::completed);
            pace.runsDue(() -> runtime.lanes.values().forEach(lane -> runAllDue(lane.batcher())));
            return runtime;
        }

        @SuppressWarnings("StatementWithEmptyBody") // running is the condition
        private static void runAllDue(Batcher<?, ?> batcher) {
            while (batcher.runDue()) {}
        }

        private EnrichmentRuntime assemble(Pace pace, int workers, Runnable completed) {
            Map<String, ModelLane> lanes = new LinkedHashMap<>();
            for (TextModel model : models) {
                String name = model.info().name();
                if (lanes.containsKey(name)) {
                    lanes.values().forEach(lane -> lane.batcher().close());
                    throw new IllegalArgumentException("Two bundles are named '" + name
                            + "', and events choose a bundle by its name; leave one out of milena.bundles");
                }
                lanes.put(name, new ModelLane(model, batcher(model, pace, workers, completed)));
            }
            return new EnrichmentRuntime(lanes, lanes.values().iterator().next(), observer, pace);
        }

        private Batcher<PreparedText, Answer> batcher(TextModel model, Pace pace, int workers, Runnable completed) {
            EnrichmentObserver listener = observer;
            return DynamicBatcher.<PreparedText, Answer>builder()
                    .name(model.info().name())
                    .maxTexts(maxTexts)
                    .maxTokens(maxTokens)
                    .linger(linger)
                    .clock(pace::nanoTime)
                    .workers(workers)
                    .function(model::answer)
                    .sizeOf(Answer::outputTokens)
                    .listener((BatchReport report) -> {
                        completed.run();
                        listener.batchFinished(report);
                    })
                    .build();
        }
    }
}
