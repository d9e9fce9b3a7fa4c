// SPDX-License-Identifier: Apache-2.0
package dev.milena.host;

import dev.milena.host.metrics.JobMetrics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client of Kafka Streams and what watches it. {@link #start} and {@link #close} on one thread, the rest on any. */
final class StreamsLife {
    private static final Logger log = LoggerFactory.getLogger(StreamsLife.class);

    private final JobMetrics metrics;
    private final CountDownLatch running = new CountDownLatch(1);
    private volatile String state = "CREATED";
    private volatile boolean closing;
    private @Nullable RestartPolicy restarts;
    private volatile @Nullable KafkaStreams streams;

    StreamsLife(JobMetrics metrics) {
        this.metrics = metrics;
    }

    void start(KafkaStreams client, RestartPolicy policy) {
        restarts = policy;
        streams = client;
        client.setUncaughtExceptionHandler(policy);
        client.setStateListener((now, before) -> follow(now, policy));
        metrics.bind(client);
        client.start();
    }

    private void follow(KafkaStreams.State now, RestartPolicy policy) {
        state = now.name();
        log.info("Kafka Streams is {}", now);
        if (now == KafkaStreams.State.RUNNING) {
            running.countDown();
        }
        if (!closing) {
            policy.stopped(now);
        }
    }

    /** Whether somebody paused it. */
    boolean isPaused() {
        return streams != null && streams.isPaused();
    }

    /** What Kafka Streams says of itself; nothing before it is started. */
    Map<MetricName, ? extends Metric> metrics() {
        return streams == null ? Map.of() : streams.metrics();
    }

    /** Name of the client's state. */
    String state() {
        return state;
    }

    boolean awaitRunning(Duration patience) throws InterruptedException {
        return running.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Closes what was started, and returns whether that was done in time. */
    boolean close(Duration atMost) {
        closing = true;
        if (restarts != null) {
            restarts.close();
        }
        return streams == null || streams.close(atMost);
    }
}
