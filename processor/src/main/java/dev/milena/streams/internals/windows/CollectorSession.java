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
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * One life of a task's windows, from {@code init()} to {@code close()}. Stream thread.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
final class CollectorSession<K, V> {
    /** A task asks about at most so many windows at once; the others wait in the store. */
    private static final int MOST_ASKED = 256;

    private static final long SLOWEST_TICK_MS = 1_000;

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

    private final Ticker ticker;

    /** Where the stream was when the last record came. */
    private long streamTimeThen;

    CollectorSession(WindowSpec<K, V> spec, ProcessorContext<K, Object> context, StageConfig config) {
        this.spec = spec;
        this.context = context;
        this.topic = spec.changelog(context.applicationId());
        this.tick = config.tick();
        this.slowTick = slowTick(config.tick(), spec.limits());
        KeyValueStore<Bytes, byte[]> store = context.getStateStore(spec.store());
        spec.models().stepping().windows(spec.store()).forEach(entry -> store.put(entry.key, entry.value));
        this.table = new WindowTable(store);
        TextLimits limits = new TextLimits(
                config.getInt(StageConfig.TEXT_MAX_BYTES_CONFIG),
                config.getInt(StageConfig.TEXT_MAX_CODE_POINTS_CONFIG),
                config.refuseInvisible());
        this.entrance = new Entrance<>(spec, topic, limits, table);
        int mostAsked =
                Math.max(1, Math.min(MOST_ASKED, config.getInt(StageConfig.TASK_MAX_PENDING_EVENTS_CONFIG) / 2));
        this.closing = new Closing(table, spec.windowing().definition(), spec.limits(), mostAsked, this::ask);
        this.gate = spec.models().isStepped()
                ? null
                : FencedClients.gateOf(Thread.currentThread()).orElse(null);
        // more between two ticks is no silence: the thread was asleep, or busy with other tasks. A driver's clock
        // moves in steps of any length, and nobody sleeps
        long most = spec.models().isStepped() ? Long.MAX_VALUE : slowTick.toMillis();
        this.idleness = new Idleness(most, context.currentSystemTimeMs());
        this.streamTimeThen = Long.MIN_VALUE;
        this.ticker = new Ticker(context, this::tick);
        ticker.every(tick); // windows may be due that an earlier life left
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
        idleness.begin(now);
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
        Clock clock = table.clock();
        int partition = context.taskId().partition();
        if (gate != null && gate.isWaiting(partition)) {
            // other tasks may have filled the process: what is there to read nobody knows, and it begins anew
            idleness.begin(now);
            streamTimeThen = clock.streamTime();
            return;
        }
        boolean isCaughtUp = gate == null || gate.isCaughtUp();
        long idleMs = idleness.tick(now, isCaughtUp && closing.isQuiet());
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
            ticker.every(tick);
        } else if ((limits.idleMs() > 0 || limits.updateMs() > 0) && closing.hasWindows()) {
            ticker.every(slowTick);
        } else {
            ticker.stop();
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
        ticker.stop();
    }
}
