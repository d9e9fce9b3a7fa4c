// SPDX-License-Identifier: Apache-2.0
package dev.milena.benchmarks;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/**
 * One topology over the whole input.
 *
 * @param seconds from the moment the application is RUNNING to the last answer that a read_committed consumer saw
 * @param answers texts by key
 */
record Turn(double seconds, Map<String, String> answers) {

    static Turn run(Topology topology, Properties settings, Cluster cluster, String output, int count)
            throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        try (KafkaStreams streams = new KafkaStreams(topology, settings)) {
            streams.setUncaughtExceptionHandler(failure -> {
                failure.printStackTrace();
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            });
            streams.setStateListener((now, before) -> {
                if (now == KafkaStreams.State.RUNNING) {
                    running.countDown();
                }
            });
            streams.start();
            running.await();
            long start = System.nanoTime();
            Map<String, String> answers = cluster.awaitAnswers(output, count);
            double seconds = (System.nanoTime() - start) / 1e9;
            streams.close(Duration.ofMinutes(1));
            return new Turn(seconds, answers);
        }
    }
}
