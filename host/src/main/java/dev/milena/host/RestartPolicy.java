// SPDX-License-Identifier: Apache-2.0
package dev.milena.host;

import dev.milena.host.FatalFailure.Reason;
import dev.milena.host.internals.MissingPermissions;
import dev.milena.host.internals.PartitionsChanged;
import dev.milena.host.internals.StageRefusal;
import dev.milena.host.internals.TransactionTimeout;
import dev.milena.host.topics.TopicUse;
import dev.milena.streams.internals.outage.Outages;
import dev.milena.streams.internals.outage.OutsideAwayException;
import dev.milena.streams.internals.pending.UnreadablePendingException;
import dev.milena.streams.internals.supervision.Failures;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when a stream thread dies: it is replaced after a back-off that doubles from 500 ms to 15 s, a bounded
 * number of times; threads that die of one outage count once. Then, or at once where a restart cannot help, the client shuts down and the owner is told why. Ten
 * quiet minutes forget earlier failures. Nothing is lost either way: the transaction is aborted and its records wait in
 * the pending store. Any thread.
 *
 * <p>{@link StreamsHost} has one. Whoever starts {@code KafkaStreams} himself sets it as its uncaught exception handler.
 */
public final class RestartPolicy implements StreamsUncaughtExceptionHandler, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RestartPolicy.class);
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(500);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(15);
    private static final Duration QUIET = Duration.ofMinutes(10);

    /** Clients of one thread notice within a minute or two what another noticed at once. */
    private static final Duration OUTAGE = Duration.ofMinutes(3);

    private final int maxRestarts;
    private final Runnable onRestart;
    private final Consumer<FatalFailure> onGiveUp;
    private final MissingPermissions permissions;
    private final String sources;
    private final LongSupplier nanoClock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicBoolean gaveUp = new AtomicBoolean();

    private final BooleanSupplier clusterAway;
    private final LongSupplier threadIds;
    private final Duration outageLimit;

    private int failures; // guarded by this
    private long lastFailureNanos; // guarded by this
    private long outageNanos; // guarded by this
    private long youngestOfOutage = Long.MIN_VALUE; // guarded by this

    private RestartPolicy(Builder builder) {
        this.maxRestarts = builder.maxRestarts;
        this.sources = builder.topics.stream()
                .filter(topic -> topic.operation() == AclOperation.READ)
                .map(TopicUse::described)
                .distinct()
                .collect(Collectors.joining(" or "));
        this.permissions = new MissingPermissions(builder.applicationId, builder.topics);
        this.onRestart = builder.onRestart;
        this.onGiveUp = builder.onGiveUp;
        this.nanoClock = builder.nanoClock;
        this.clusterAway = builder.clusterAway;
        this.threadIds = builder.threadIds;
        this.outageLimit = builder.outageLimit;
    }

    /**
     * A builder.
     *
     * @param applicationId {@code application.id}, for messages about permissions
     */
    public static Builder builder(String applicationId) {
        return new Builder(applicationId);
    }

    @Override
    public StreamThreadExceptionResponse handle(Throwable exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            FatalFailure end = incurable(cause, exception);
            if (end != null) {
                return giveUp(end);
            }
        }
        int count = countFailure(exception);
        if (count > maxRestarts) {
            return giveUp(new FatalFailure(
                    Reason.TOO_MANY_RESTARTS,
                    "Stream threads died of " + count + " outages, and " + HostConfig.RESTART_MAX_CONFIG + "="
                            + maxRestarts + "; the last error was " + Failures.describe(exception),
                    exception));
        }
        Duration wait = backOff(count);
        log.error(
                "A stream thread died (outage {} of at most {}): {}. It is replaced in {} ms; nothing is lost",
                count,
                maxRestarts,
                Failures.describe(exception),
                wait.toMillis());
        onRestart.run();
        sleep(wait);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    /** Kafka's own message names topic and rule, never what is in a record. */
    private static String refused(Throwable cause) {
        return "a topic refuses a record by its own rules, and would refuse it after each restart: "
                + String.valueOf(cause.getMessage()).replaceFirst("\\.$", "")
                + ". Nothing is lost. Look at the topic's cleanup.policy and max.message.bytes, and start the application"
                + " again";
    }

    private @Nullable FatalFailure incurable(Throwable cause, Throwable exception) {
        if (cause instanceof AuthorizationException) {
            return new FatalFailure(Reason.NOT_AUTHORIZED, permissions.describe(cause), exception);
        }
        if (cause instanceof UnreadablePendingException) {
            return new FatalFailure(Reason.UNREADABLE_STORE, Failures.message(cause), exception);
        }
        RuntimeException refusal = StageRefusal.in(cause);
        if (refusal != null) {
            Reason reason = refusal instanceof ConfigException ? Reason.SETTINGS : Reason.NOT_STARTABLE;
            return new FatalFailure(reason, Failures.message(refusal), exception);
        }
        if (cause instanceof MissingSourceTopicException) {
            return new FatalFailure(Reason.TOPIC_GONE, sourceGone(), exception);
        }
        if (cause instanceof InvalidRecordException || cause instanceof RecordTooLargeException) {
            return new FatalFailure(Reason.TOPIC_REFUSES, refused(cause), exception);
        }
        String timeout = TransactionTimeout.describe(cause);
        if (timeout != null) {
            return new FatalFailure(Reason.SETTINGS, timeout, exception);
        }
        String changed = PartitionsChanged.describe(cause);
        if (changed != null) {
            return new FatalFailure(Reason.PARTITIONS_CHANGED, changed, exception);
        }
        return null;
    }

    private String sourceGone() {
        return "a topic that the application reads is gone: " + (sources.isEmpty() ? "see the error" : sources)
                + ". Create it again with as many partitions (milena topics create) and start the application again;"
                + " what was in it is lost with it, what is pending is not";
    }

    /**
     * Says that the client reached a state from which it does not come back by itself. Call it from the client's state
     * listener, unless the owner closes the client.
     */
    public void stopped(KafkaStreams.State state) {
        if (state == KafkaStreams.State.ERROR || state == KafkaStreams.State.NOT_RUNNING) {
            String message = "Kafka Streams went to " + state + " by itself, and does not come back from there; nothing"
                    + " is lost. Look at the errors before this one, then start the application again";
            giveUp(new FatalFailure(Reason.STREAMS_STOPPED, message, new IllegalStateException(message)));
        }
    }

    /** Ends waits at once. Does nothing the second time. */
    @Override
    public void close() {
        closed.countDown();
    }

    /** Counts outages, not threads: those that ran when one of them died die of the same cause. */
    private synchronized int countFailure(Throwable exception) {
        long now = nanoClock.getAsLong();
        if (failures > 0 && now - lastFailureNanos > QUIET.toNanos()) {
            failures = 0;
        }
        lastFailureNanos = now;
        boolean ranThen = Thread.currentThread().getId() <= youngestOfOutage;
        Duration longest = isAway(exception) ? outageLimit : ranThen ? OUTAGE : Duration.ZERO;
        if (failures > 0 && now - outageNanos < longest.toNanos()) {
            return failures;
        }
        outageNanos = now;
        youngestOfOutage = threadIds.getAsLong();
        failures++;
        return failures;
    }

    /** Whether the cluster, or something else outside, is to blame. */
    private boolean isAway(Throwable exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutsideAwayException) {
                return true;
            }
        }
        return clusterAway.getAsBoolean() || Outages.isOutage(exception);
    }

    static Duration backOff(int failure) {
        Duration wait = FIRST_BACK_OFF.multipliedBy(1L << Math.min(failure - 1, 20));
        return wait.compareTo(LONGEST_BACK_OFF) < 0 ? wait : LONGEST_BACK_OFF;
    }

    private StreamThreadExceptionResponse giveUp(FatalFailure end) {
        if (gaveUp.compareAndSet(false, true)) {
            log.error("Stopping ({}): {}", end.reason(), end.message());
            onGiveUp.accept(end);
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

    /** Builds a {@link RestartPolicy}. Not thread-safe. */
    public static final class Builder {
        private final String applicationId;
        private int maxRestarts = 10;
        private List<TopicUse> topics = List.of();
        private Runnable onRestart = () -> {};
        private Consumer<FatalFailure> onGiveUp = end -> {};
        private LongSupplier nanoClock = System::nanoTime;
        private Duration outageLimit = Duration.ofMinutes(10);
        private BooleanSupplier clusterAway = () -> false;
        private LongSupplier threadIds = () -> new Thread("never started").getId(); // ids only grow

        private Builder(String applicationId) {
            this.applicationId = applicationId;
        }

        /** How many threads are replaced before giving up; 10 unless set. */
        public Builder maxRestarts(int threads) {
            maxRestarts = threads;
            return this;
        }

        /** What the application does with its topics, for messages about permissions. */
        public Builder topics(Collection<TopicUse> uses) {
            topics = List.copyOf(uses);
            return this;
        }

        /** Called for every thread that will be replaced; quick. */
        public Builder onRestart(Runnable hears) {
            onRestart = hears;
            return this;
        }

        /**
         * Told once, on the dying thread, when nothing is replaced any more; it is logged either way. Must not wait for the
         * client to close.
         */
        public Builder onGiveUp(Consumer<FatalFailure> owner) {
            onGiveUp = owner;
            return this;
        }

        /** Whether no broker answers now: what dies then dies of one outage. Never unless set. */
        public Builder clusterAway(BooleanSupplier away) {
            clusterAway = away;
            return this;
        }

        /** For how long deaths of something outside that is away count once; ten minutes unless set. */
        public Builder outageLimit(Duration limit) {
            outageLimit = limit;
            return this;
        }

        Builder threadIds(LongSupplier youngest) {
            threadIds = youngest;
            return this;
        }

        Builder nanoClock(LongSupplier clock) {
            nanoClock = clock;
            return this;
        }

        /** The policy. */
        public RestartPolicy build() {
            return new RestartPolicy(this);
        }
    }
}
