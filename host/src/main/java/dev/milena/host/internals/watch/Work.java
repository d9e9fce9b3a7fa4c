// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.internals.watch;

import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * What an application has done so far, at one moment. Immutable.
 *
 * @param paused whether somebody paused it
 * @param asked whether models have texts to answer, and none is being rebuilt
 * @param pending records admitted and not yet answered
 * @param batches batches that ended, well or badly
 * @param threads the stream threads by name
 */
public record Work(boolean paused, boolean asked, long pending, long batches, Map<String, ThreadWork> threads) {

    /**
     * With what Kafka Streams says of its threads.
     *
     * @param streams the metrics of Kafka Streams
     */
    public static Work of(
            boolean paused, boolean asked, long pending, long batches, Map<MetricName, ? extends Metric> streams) {
        return new Work(paused, asked, pending, batches, ThreadWork.of(streams));
    }
}
