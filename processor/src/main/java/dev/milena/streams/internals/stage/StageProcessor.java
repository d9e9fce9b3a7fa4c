// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import dev.milena.clients.FencedClients;
import dev.milena.document.Documents;
import dev.milena.language.LanguageChoice;
import dev.milena.language.LanguageDetector;
import dev.milena.streams.config.StageConfig;
import dev.milena.streams.internals.admission.Admission;
import dev.milena.streams.internals.pending.ChangelogSaving;
import dev.milena.streams.internals.pending.PendingStore;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Answers records that are owed exactly one answer each. Streams closes and initialises the same object again when a
 * task is suspended and resumed: everything that belongs to one life is in a {@link TaskSession}. Stream thread.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
final class StageProcessor<K, V> implements Processor<K, V, K, Object> {
    private final StageSpec<K, V> spec;
    private @Nullable ProcessorContext<K, Object> context;
    private @Nullable StageSettings settings;
    private @Nullable TaskSession<K, V> session;
    private @Nullable Cancellable ticker;

    StageProcessor(StageSpec<K, V> spec) {
        this.spec = spec;
    }

    @Override
    public void init(ProcessorContext<K, Object> taskContext) {
        context = taskContext;
        try {
            spec.models().join(taskContext.applicationId());
            StageSettings current = settings(taskContext);
            settings = current;
            if (current.exactlyOnce() && !spec.models().isStepped()) {
                FencedClients.requireFenced(Thread.currentThread());
            }
            spec.models().pace().begin(taskContext.currentSystemTimeMs());
            KeyValueStore<Bytes, byte[]> store = taskContext.getStateStore(spec.store());
            fill(store);
            ChangelogSaving.begin(store);
            TaskSession<K, V> started = begin(taskContext, current);
            session = started;
            started.restore();
            keepTicking(taskContext, started, current);
        } catch (RuntimeException e) {
            close(); // Streams does not close a processor whose init() threw
            throw e;
        }
    }

    /** Brings back what a broker's changelog would, in a driver that has none. */
    private void fill(KeyValueStore<Bytes, byte[]> store) {
        spec.models().stepping().changelog(spec.store()).forEach(entry -> store.put(entry.key, entry.value));
    }

    /** What the application runs with decides; what {@code Models} were built with fills the gaps. */
    private StageSettings settings(ProcessorContext<K, Object> taskContext) {
        Map<String, Object> running = new HashMap<>(spec.settings());
        running.putAll(taskContext.appConfigs());
        return StageSettings.of(StageConfig.running(running), spec.changelogMaxBytes());
    }

    private TaskSession<K, V> begin(ProcessorContext<K, Object> taskContext, StageSettings current) {
        return new TaskSession<>(
                taskContext.taskId().toString(),
                spec,
                current,
                new Intake<>(
                        new RecordSerdes<>(
                                taskContext.applicationId() + "-" + spec.store() + "-changelog",
                                spec.keySerde(),
                                spec.valueSerde()),
                        new Extraction<>(
                                spec,
                                new Admission(
                                        current.textLimits(), documents(current), languages(current), spec.models()))),
                new PendingStore(taskContext.getStateStore(spec.store()), current.maxRecordBytes()),
                new Release<>(spec, taskContext::forward),
                taskContext.metrics(),
                spec.models().isStepped()
                        ? null
                        : FencedClients.gateOf(Thread.currentThread()).orElse(null));
    }

    private LanguageChoice languages(StageSettings current) {
        LanguageDetector detector = spec.detector();
        String unsure = current.unsureLanguage();
        return detector == null || unsure == null ? LanguageChoice.none() : LanguageChoice.by(detector, unsure);
    }

    private Documents documents(StageSettings current) {
        Documents documents = current.documents().with(spec.glossary());
        return spec.overflow() == null ? documents : documents.with(spec.overflow());
    }

    @Override
    public void process(Record<K, V> record) {
        if (session == null || context == null || settings == null) {
            throw new IllegalStateException("A record arrived before the task was initialised");
        }
        session.accept(
                record,
                SteppedOffsets.of(context.recordMetadata(), spec.models().stepping()));
        keepTicking(context, session, settings);
    }

    /**
     * Ticks while there is something to wait for, and only then: every punctuation makes Streams commit, and an idle
     * application should not write a transaction twice a second.
     */
    private void keepTicking(
            ProcessorContext<K, Object> taskContext, TaskSession<K, V> ticking, StageSettings current) {
        if (ticker == null && !ticking.isIdle()) {
            ticker = taskContext.schedule(current.tick(), PunctuationType.WALL_CLOCK_TIME, now -> {
                ticking.tick(now);
                if (ticking.isIdle()) {
                    stopTicking();
                }
            });
        }
    }

    private void stopTicking() {
        if (ticker != null) {
            ticker.cancel();
            ticker = null;
        }
    }

    @Override
    public void close() {
        stopTicking();
        if (session != null) {
            session.close();
            session = null;
        }
    }
}
