// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.internals.watch;

import dev.milena.host.FatalFailure;
import dev.milena.host.FatalFailure.Reason;
import dev.milena.host.HostConfig;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after a running application: every second whether it gets something done, every five whether its cluster and its
 * topics are there. Says so in one line when something begins and one when it is over, and ends the application when it
 * lasts. Two daemon threads, since a cluster that is away answers late; the rest on any thread.
 */
public final class HostWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HostWatch.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final long CLUSTER_LOOK_MILLIS = 5_000;

    private final Watched watched;
    private final Outage outage;
    private final Duration late;
    private final Consumer<FatalFailure> onEnd;
    private final Progress progress = new Progress();
    private final ScheduledExecutorService threads;
    private volatile boolean away;
    private volatile boolean uncommitted;

    /**
     * What is looked after.
     *
     * @param kafka makes a client of the cluster
     * @param bootstrapServers where it is, for messages
     * @param topics every topic that the application reads or writes
     * @param written those that it writes
     * @param work what the application has done so far
     */
    public record Watched(
            Supplier<Admin> kafka,
            String bootstrapServers,
            Collection<String> topics,
            Collection<String> written,
            Supplier<Work> work) {}

    /**
     * Made before anything starts, so that others can ask; it looks only when {@link #start} is called.
     *
     * @param limit after which time without cluster or commits the application ends
     * @param late after which time something that is not committed is said
     * @param onEnd told once why the application has to end, on a thread of this watch
     */
    public HostWatch(Watched watched, Duration limit, Duration late, Consumer<FatalFailure> onEnd) {
        this.watched = watched;
        this.outage = new Outage(limit);
        this.late = late;
        this.onEnd = onEnd;
        this.threads = Executors.newScheduledThreadPool(2, task -> {
            Thread thread = new Thread(task, "milena-watch");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins to look. Call once. */
    public HostWatch start() {
        every(LOOK_MILLIS, this::lookAtWork);
        Admin admin = watched.kafka().get();
        every(CLUSTER_LOOK_MILLIS, () -> lookAtCluster(admin));
        return this;
    }

    /** For how long nothing was done. */
    public Progress progress() {
        return progress;
    }

    /** Whether no broker answers. */
    public boolean isAway() {
        return away;
    }

    /** Whether something should have been committed by now. */
    public boolean isLate() {
        return progress.uncommitted().compareTo(late) > 0;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a guarded look does not fail
    private void every(long millis, Look look) {
        threads.scheduleWithFixedDelay(guarded(look), millis, millis, TimeUnit.MILLISECONDS);
    }

    private static Runnable guarded(Look look) {
        return () -> {
            try {
                look.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // closed
            } catch (RuntimeException e) {
                // a scheduled task that throws is never run again
                log.warn(
                        "The watch over the application failed once: {}",
                        e.getClass().getName());
                log.debug("The watch failed", e);
            }
        };
    }

    private interface Look {
        void take() throws InterruptedException;
    }

    private void lookAtWork() {
        progress.look(System.nanoTime(), watched.work().get());
    }

    private void lookAtCluster(Admin admin) throws InterruptedException {
        ClusterLook look = ClusterLook.at(admin, watched.topics());
        long now = System.nanoTime();
        Set<String> gone = outage.look(now, look);
        if (!gone.isEmpty()) {
            end(Reason.TOPIC_GONE, topicsGone(gone));
        }
        sayWhetherAway(look.answers(), outage.away(now));
        if (look.answers()) {
            sayWhetherCommitted(admin);
        }
    }

    private void sayWhetherAway(boolean answers, Duration lasted) {
        if (!answers && !away) {
            log.warn(
                    "No broker answers at {}. Records wait and nothing is lost; the application is not ready until one"
                            + " answers, and ends after {} ms ({})",
                    watched.bootstrapServers(),
                    outage.limit().toMillis(),
                    HostConfig.OUTAGE_LIMIT_MS_CONFIG);
        } else if (answers && away) {
            log.info("The brokers at {} answer again", watched.bootstrapServers());
        }
        away = !answers;
        if (outage.isOver(lasted)) {
            end(
                    Reason.CLUSTER_AWAY,
                    "no broker has answered at " + watched.bootstrapServers() + " for " + lasted.toSeconds()
                            + " s, and "
                            + HostConfig.OUTAGE_LIMIT_MS_CONFIG + "="
                            + outage.limit().toMillis()
                            + "; nothing is lost. Start the application again when the cluster is back");
        }
    }

    private void sayWhetherCommitted(Admin admin) throws InterruptedException {
        Duration lasted = progress.uncommitted();
        boolean isLate = isLate();
        if (isLate && (!uncommitted || outage.isOver(lasted))) {
            String why = Outage.why(ClusterLook.unwritable(admin, watched.written()), watched.bootstrapServers());
            String what = "Nothing has been committed for " + lasted.toSeconds()
                    + " s, so no reader of committed records" + " sees an answer, although there are some: " + why;
            if (outage.isOver(lasted)) {
                end(Reason.NOTHING_COMMITTED, what + ". Nothing is lost; start the application again then");
            } else {
                log.warn(
                        "{}. Nothing is lost; the application is not ready until a commit succeeds, and ends after {} ms"
                                + " ({})",
                        what,
                        outage.limit().toMillis(),
                        HostConfig.OUTAGE_LIMIT_MS_CONFIG);
            }
        } else if (!isLate && uncommitted) {
            log.info("Commits succeed again");
        }
        uncommitted = isLate;
    }

    private static String topicsGone(Collection<String> gone) {
        return "these topics were there when the application started and are gone: " + String.join(", ", gone)
                + ". Create them again with as many partitions (milena topics create) and start the application again;"
                + " what was in them is lost with them, what is pending is not";
    }

    private void end(Reason reason, String message) {
        threads.shutdown();
        log.error("Stopping ({}): {}", reason, message);
        onEnd.accept(new FatalFailure(reason, message, new IllegalStateException(message)));
    }

    /** Looks no more. Does nothing the second time. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
