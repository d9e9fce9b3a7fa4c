// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.config.MilenaConfig;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when a stream thread dies: it is replaced after a back-off that doubles from 500 ms to 15 s, a bounded
 * number of times; then, or at once where a restart cannot help, the client shuts down and the owner is told why. Ten
 * quiet minutes forget earlier failures. Nothing is lost either way: the transaction is aborted and its events wait in
 * the pending store. Any thread.
 */
public final class RestartPolicy implements StreamsUncaughtExceptionHandler, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RestartPolicy.class);
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(500);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(15);
    private static final Duration QUIET = Duration.ofMinutes(10);

    private final int maxRestarts;
    private final Runnable onRestart;
    private final Consumer<FatalFailure> onGiveUp;
    private final MissingPermissions permissions;
    private final LongSupplier nanoClock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicBoolean gaveUp = new AtomicBoolean();

    private int failures;
    private long lastFailureNanos;

    /**
     * Says that the client reached a state from which it does not come back by itself. Call it from the client's state
     * listener, unless the owner closes the client.
     */
    public void stopped(KafkaStreams.State state) {
        if (state == KafkaStreams.State.ERROR || state == KafkaStreams.State.NOT_RUNNING) {
            String message = "Kafka Streams went to " + state + " by itself, and does not come back from there; nothing"
                    + " is lost. Look at the errors before this one, then start the application again";
            giveUp(Reason.STREAMS_STOPPED, message, new IllegalStateException(message));
        }
    }

    /** Why an application stops itself. */
    public enum Reason {
        /** The stream threads died more often than {@code milena.restart.max} allows. */
        TOO_MANY_RESTARTS,
        /** A permission is missing. */
        NOT_AUTHORIZED,
        /** The pending store holds what this build cannot read. */
        UNREADABLE_STORE,
        /** The input topic has another number of partitions than the pending store's changelog. */
        PARTITIONS_CHANGED,
        /** A call of a model did not come back; the process must end, because the call cannot be. */
        ENGINE_HUNG,
        /** Kafka Streams stopped by itself. */
        STREAMS_STOPPED
    }

    /**
     * The end.
     *
     * @param reason why, for programs
     * @param message why, for people, with the cure and without text of events
     * @param cause the last error
     */
    public record FatalFailure(Reason reason, String message, Throwable cause) {}

    /**
     * @param config names the topics, and {@code milena.restart.max}: how many threads are replaced before giving up
     * @param onRestart called for every thread that will be replaced; quick
     * @param onGiveUp called once, on the dying thread, when nothing is replaced any more; must not wait for the client
     *     to close
     */
    public RestartPolicy(MilenaConfig config, Runnable onRestart, Consumer<FatalFailure> onGiveUp) {
        this(config, onRestart, onGiveUp, System::nanoTime);
    }

    RestartPolicy(MilenaConfig config, Runnable onRestart, Consumer<FatalFailure> onGiveUp, LongSupplier nanoClock) {
        this.maxRestarts = config.getInt(MilenaConfig.RESTART_MAX_CONFIG);
        this.permissions = new MissingPermissions(config);
        this.onRestart = onRestart;
        this.onGiveUp = onGiveUp;
        this.nanoClock = nanoClock;
    }

    @Override
    public StreamThreadExceptionResponse handle(Throwable exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuthorizationException) {
                return giveUp(Reason.NOT_AUTHORIZED, permissions.describe(cause), exception);
            }
            if (cause instanceof UnreadablePendingEventException) {
                return giveUp(Reason.UNREADABLE_STORE, Failures.message(cause), exception);
            }
            String changed = PartitionsChanged.describe(cause);
            if (changed != null) {
                return giveUp(Reason.PARTITIONS_CHANGED, changed, exception);
            }
        }
        int count = countFailure();
        if (count > maxRestarts) {
            return giveUp(
                    Reason.TOO_MANY_RESTARTS,
                    "A stream thread died " + count + " times, and milena.restart.max=" + maxRestarts
                            + "; the last error was " + Failures.describe(exception),
                    exception);
        }
        Duration wait = backOff(count);
        log.error(
                "A stream thread died ({} of at most {} times): {}. It is replaced in {} ms; nothing is lost",
                count,
                maxRestarts,
                Failures.describe(exception),
                wait.toMillis());
        onRestart.run();
        sleep(wait);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    /** Ends waits at once. */
    @Override
    public void close() {
        closed.countDown();
    }

    private synchronized int countFailure() {
        long now = nanoClock.getAsLong();
        if (failures > 0 && now - lastFailureNanos > QUIET.toNanos()) {
            failures = 0;
        }
        lastFailureNanos = now;
        failures++;
        return failures;
    }

    static Duration backOff(int failure) {
        Duration wait = FIRST_BACK_OFF.multipliedBy(1L << Math.min(failure - 1, 20));
        return wait.compareTo(LONGEST_BACK_OFF) < 0 ? wait : LONGEST_BACK_OFF;
    }

    private StreamThreadExceptionResponse giveUp(Reason reason, String message, Throwable cause) {
        if (gaveUp.compareAndSet(false, true)) {
            log.error("Stopping ({}): {}", reason, message);
            onGiveUp.accept(new FatalFailure(reason, message, cause));
        }
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private void sleep(Duration wait) {
        try {
            if (closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                log.debug("Closed while waiting to replace a thread");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
