// SPDX-License-Identifier: Apache-2.0
package dev.milena.host;

import dev.milena.host.metrics.JobMetrics;
import dev.milena.host.metrics.MetricsServer;
import dev.milena.streams.Models;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends an application in the opposite order of its start, within one limit for all steps. Use it once. */
final class Shutdown {
    private static final Logger log = LoggerFactory.getLogger(Shutdown.class);
    private static final long LEAST_NANOS = 1_000_000;

    private static final Duration WITHOUT_CLUSTER = Duration.ofSeconds(5);

    private final long endNanos;

    /** The time runs from here. */
    Shutdown(Duration limit) {
        this.endNanos = System.nanoTime() + limit.toNanos();
    }

    /**
     * Closes what there is.
     *
     * @param canCommit whether the cluster takes commits; there is no use in waiting long for the last one otherwise
     */
    void close(
            StreamsLife life,
            boolean canCommit,
            @Nullable Models models,
            @Nullable MetricsServer server,
            JobMetrics metrics) {
        Duration patience = canCommit || left().compareTo(WITHOUT_CLUSTER) < 0 ? left() : WITHOUT_CLUSTER;
        if (!life.close(patience)) {
            log.warn(
                    "Kafka Streams did not close within {} ms ({}); its transaction is aborted by the next start, or"
                            + " times out",
                    patience.toMillis(),
                    canCommit ? HostConfig.SHUTDOWN_TIMEOUT_MS_CONFIG : "the cluster takes no commits");
        }
        if (models != null) {
            close(models);
        }
        if (server != null) {
            server.close();
        }
        metrics.close();
    }

    private void close(Models models) {
        try {
            models.close(left());
        } catch (IllegalStateException e) {
            log.warn("{}", e.getMessage()); // the process ends, and the batch with it
        }
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(LEAST_NANOS, endNanos - System.nanoTime()));
    }
}
