// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.windows;

import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.clients.FencedClients;
import dev.milena.clients.PartitionGate;
import dev.milena.streams.config.StageConfig;
import dev.milena.streams.internals.admission.TextLimits;
import dev.milena.streams.internals.outage.Blame;
import dev.milena.streams.internals.pending.Origin;
import dev.milena.streams.internals.stage.SteppedOffsets;
import dev.milena.streams.internals.supervision.Failures;
import dev.milena.streams.record.Refusal;
import dev.milena.streams.record.SourceCoordinates;
import dev.milena.streams.windows.TextWindow;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Takes records into windows and forwards windows that close, early updates of them, and the records that are in none. Stream
 * thread.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
final class Collector<K, V> implements Processor<K, V, K, Object> {
    /** A task asks about at most so many windows at once; the others wait in the store. */
    private static final int MOST_ASKED = 256;

    private static final long SLOWEST_TICK_MS = 1_000;

    /** More than so many intervals between two ticks are no idleness: the thread was asleep, or busy with other tasks. */
    private static final int MOST_TICKS = 1;

    private final WindowSpec<K, V> spec;
    private @Nullable Life<K, V> life;

    Collector(WindowSpec<K, V> spec) {
        this.spec = spec;
    }

    @Override
    public void init(ProcessorContext<K, Object> context) {
        Map<String, Object> settings = new HashMap<>(spec.settings());
        settings.putAll(context.appConfigs());
        life = new Life<>(spec, context, StageConfig.running(settings));
    }

    @Override
    public void process(Record<K, V> record) {
        if (life == null) {
            throw new IllegalStateException("A record arrived before the task was initialised");
        }
        life.take(record);
    }

    @Override
    public void close() {
        if (life != null) {
            life.close();
            life = null;
        }
    }

    /** From one {@code init()} to the next {@code close()}. */
    private static final class Life<K, V> {
        private final WindowSpec<K, V> spec;
        private final ProcessorContext<K, Object> context;
        private final String topic;
        private final Duration tick;
        private final Duration slowTick;
        private final WindowTable table;
        private final Entrance<K, V> entrance;
        private final Closing closing;
        private final Idleness idleness;

        /** Of this stream thread; null where it has none. */
        private final @Nullable PartitionGate gate;

        private @Nullable Cancellable ticker;
        private boolean ticksSlowly;

        /** Where the stream was when the last record came. */
        private long streamTimeThen;

        Life(WindowSpec<K, V> spec, ProcessorContext<K, Object> context, StageConfig config) {
            this.spec = spec;
            this.context = context;
            this.topic = context.applicationId() + "-" + spec.store() + "-changelog";
            this.tick = config.tick();
            this.slowTick = slowTick(config.tick(), spec.limits());
            KeyValueStore<Bytes, byte[]> store = context.getStateStore(spec.store());
            spec.models().stepping().windows(spec.store()).forEach(entry -> store.put(entry.key, entry.value));
            this.table = new WindowTable(store);
            TextLimits limits = new TextLimits(
                    (int) Math.min(
                            config.getInt(StageConfig.TEXT_MAX_BYTES_CONFIG),
                            spec.limits().maxBytes()),
                    config.getInt(StageConfig.TEXT_MAX_CODE_POINTS_CONFIG),
                    config.refuseInvisible());
            this.entrance = new Entrance<>(spec, topic, limits, table);
            int mostAsked =
                    Math.max(1, Math.min(MOST_ASKED, config.getInt(StageConfig.TASK_MAX_PENDING_EVENTS_CONFIG) / 2));
            this.closing = new Closing(table, spec.windowing().definition(), spec.limits(), mostAsked, this::ask);
            this.gate = spec.models().isStepped()
                    ? null
                    : FencedClients.gateOf(Thread.currentThread()).orElse(null);
            // a driver's clock moves in steps of any length, and nobody sleeps
            long most = spec.models().isStepped() ? Long.MAX_VALUE : MOST_TICKS * slowTick.toMillis();
            this.idleness = new Idleness(most, context.currentSystemTimeMs());
            this.streamTimeThen = Long.MIN_VALUE;
            tickEvery(tick); // windows may be due that an earlier life left
        }

        private static Duration slowTick(Duration tick, WindowLimits limits) {
            long shortest = SLOWEST_TICK_MS;
            if (limits.updateMs() > 0) {
                shortest = Math.min(shortest, limits.updateMs() / 4);
            }
            if (limits.idleMs() > 0) {
                shortest = Math.min(shortest, limits.idleMs() / 4);
            }
            return Duration.ofMillis(Math.max(shortest, tick.toMillis()));
        }

        void take(Record<K, V> record) {
            spec.models().requireOpen();
            long now = context.currentSystemTimeMs();
            idleness.recordCame(now);
            if (record.value() == null) {
                return;
            }
            Optional<SourceCoordinates> source = Origin.sourceOf(
                    SteppedOffsets.of(context.recordMetadata(), spec.models().stepping()));
            try {
                Entrance.Entered entered = entrance.take(record, source, now);
                closing.entered(entered.owner(), entered.windows(), now);
                if (entered.refusal() != null) {
                    reject(record, source, entered.refusal());
                }
            } catch (TextRefusedException e) {
                reject(record, source, e);
            }
            streamTimeThen = table.clock().streamTime();
            boolean isLeft = closing.mayClose(streamTimeThen) && closing.runDue(now);
            keepTicking(isLeft);
        }

        private void reject(Record<K, V> record, Optional<SourceCoordinates> source, TextRefusedException why) {
            Refusal<V> refusal = new Refusal<>(record.value(), why.code(), Failures.message(why), source);
            context.forward(record.withValue(refusal), spec.rejectedNode());
            spec.models().observer().refused(spec.name(), why.code());
        }

        private void tick(long now) {
            if (spec.limits().idleMs() > 0) {
                goOnWhileIdle(now);
            }
            keepTicking(closing.runDue(now));
        }

        /** Where no record has come for long, the stream goes on as the wall clock does. */
        private void goOnWhileIdle(long now) {
            boolean isCaughtUp =
                    gate == null || gate.isCaughtUp(context.taskId().partition());
            long idleMs = idleness.tick(now, isCaughtUp && closing.isQuiet());
            Clock clock = table.clock();
            if (streamTimeThen == Long.MIN_VALUE) {
                streamTimeThen = clock.streamTime();
            }
            if (streamTimeThen == Long.MIN_VALUE || idleMs < spec.limits().idleMs()) {
                return;
            }
            long streamTime = streamTimeThen + idleMs;
            if (streamTime > clock.streamTime() && table.nextClosing() <= streamTime) {
                table.put(new Clock(streamTime, clock.sequence()));
            }
        }

        /**
         * Ticks only while there is something to wait for: every punctuation makes Streams commit, and an idle application should
         * not write transactions.
         *
         * @param isLeft whether something is due that there is no room for
         */
        private void keepTicking(boolean isLeft) {
            WindowLimits limits = spec.limits();
            spec.models().stepping().due(spec.store(), isLeft);
            if (isLeft) {
                tickEvery(tick);
            } else if ((limits.idleMs() > 0 || limits.updateMs() > 0) && closing.hasWindows()) {
                tickEvery(slowTick);
            } else {
                stopTicking();
            }
        }

        private void tickEvery(Duration interval) {
            boolean slowly = interval.equals(slowTick);
            if (ticker != null && ticksSlowly == slowly) {
                return;
            }
            stopTicking();
            ticksSlowly = slowly;
            ticker = context.schedule(interval, PunctuationType.WALL_CLOCK_TIME, this::tick);
        }

        private void stopTicking() {
            if (ticker != null) {
                ticker.cancel();
                ticker = null;
            }
        }

        private void ask(byte[] key, TextWindow window, long timestamp) {
            @Nullable K read;
            try {
                read = Blame.on(
                        "The key serde of '" + spec.name() + "'",
                        () -> spec.keySerde().deserializer().deserialize(topic, new RecordHeaders(), key));
            } catch (Blame.RecordFailure | TextRefusedException e) {
                unreadableKey(window, key, timestamp);
                return;
            }
            Record<K, Object> record = new Record<>(read, window, timestamp);
            Origin.releasing(window.id(key), () -> context.forward(record, spec.collectedNode()));
        }

        @SuppressWarnings("NullAway") // Kafka's record may have a null key; its class is not annotated
        private void unreadableKey(TextWindow window, byte[] key, long timestamp) {
            table.removeAsked(Stories.ofKey(key), window.start(), window.edition());
            Refusal<V> refusal = new Refusal<>(
                    null,
                    RefusalCode.NOT_RESTORABLE,
                    "The serde of keysAs(...) cannot read back the key of a window of " + window.records()
                            + " records that it wrote; repair it, and send the records again",
                    Optional.empty());
            context.forward(new Record<>(null, refusal, timestamp), spec.rejectedNode());
            spec.models().observer().refused(spec.name(), RefusalCode.NOT_RESTORABLE);
        }

        void close() {
            stopTicking();
        }
    }
}
