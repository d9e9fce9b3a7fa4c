// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.config.MilenaConfig;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Answers events that are owed exactly one answer each. Streams closes and initialises the same object again when a
 * task is suspended and resumed: everything that belongs to one life is in a {@link TaskSession}. Stream thread.
 */
final class EnrichmentProcessor implements Processor<byte[], byte[], byte[], OutgoingValue> {
    private final MilenaConfig config;
    private final EnrichmentSettings settings;
    private final EnrichmentRuntime runtime;

    private @Nullable ProcessorContext<byte[], OutgoingValue> context;
    private @Nullable TopicSerdes serdes;
    private @Nullable TaskSession session;
    private @Nullable Cancellable ticker;

    EnrichmentProcessor(MilenaConfig config, EnrichmentSettings settings, EnrichmentRuntime runtime) {
        this.config = config;
        this.settings = settings;
        this.runtime = runtime;
    }

    @Override
    public void init(ProcessorContext<byte[], OutgoingValue> taskContext) {
        context = taskContext;
        try {
            runtime.pace().begin(taskContext.currentSystemTimeMs());
            TopicSerdes opened = TopicSerdes.open(config);
            serdes = opened;
            TaskSession started = begin(taskContext, opened);
            session = started;
            started.restore();
            keepTicking(taskContext, started);
        } catch (RuntimeException e) {
            close(); // Streams does not close a processor whose init() threw
            throw e;
        }
    }

    private TaskSession begin(ProcessorContext<byte[], OutgoingValue> taskContext, TopicSerdes opened) {
        return new TaskSession(
                taskContext.taskId().toString(),
                settings,
                runtime,
                new Admission(new EventReader(opened.input().deserializer()), settings.textLimits(), runtime),
                new PendingStore(
                        taskContext.getStateStore(settings.storeName()),
                        settings.sizes().pending()),
                new OutputWriter(
                        settings,
                        opened,
                        taskContext.applicationId(),
                        taskContext::forward,
                        taskContext::currentSystemTimeMs,
                        runtime.observer()));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        if (session == null || context == null) {
            throw new IllegalStateException("A record arrived before the task was initialised");
        }
        RecordMetadata source = context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("A record without source coordinates arrived: the"
                        + " enrichment processor must follow its source directly"));
        session.accept(new PendingEvent(
                new EventId(source.topic(), source.partition(), source.offset()),
                record.key(),
                record.value(),
                SourceTimestampExtractor.withoutMark(record.headers()),
                record.timestamp(),
                SourceTimestampExtractor.original(record.headers(), record.timestamp())));
        keepTicking(context, session);
    }

    /**
     * Ticks while there is something to wait for, and only then: every punctuation makes Streams commit, and an idle
     * application should not write a transaction twice a second.
     */
    private void keepTicking(ProcessorContext<byte[], OutgoingValue> taskContext, TaskSession ticking) {
        if (ticker == null && !ticking.isIdle()) {
            ticker = taskContext.schedule(settings.tick(), PunctuationType.WALL_CLOCK_TIME, now -> {
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
        if (serdes != null) {
            serdes.close();
            serdes = null;
        }
    }
}
