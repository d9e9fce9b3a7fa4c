// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.internals.watch;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * What a stream thread has done so far. Immutable.
 *
 * @param steps records processed and punctuators run, each of which asks for a commit
 * @param commits commits that ended well
 * @param polls how often it asked for more, which a thread does all the time unless it is stuck in one step or commit
 */
public record ThreadWork(double steps, double commits, double polls) {
    private static final String GROUP = "stream-thread-metrics";
    private static final String THREAD = "thread-id";

    /** Of each stream thread, by name, from the metrics of Kafka Streams. */
    static Map<String, ThreadWork> of(Map<MetricName, ? extends Metric> metrics) {
        Map<String, ThreadWork> threads = new HashMap<>();
        metrics.forEach((name, metric) -> {
            String thread = name.tags().get(THREAD);
            if (thread == null || !name.group().equals(GROUP) || !(metric.metricValue() instanceof Double value)) {
                return;
            }
            switch (name.name()) {
                case "process-total", "punctuate-total" -> add(threads, thread, new ThreadWork(value, 0, 0));
                case "commit-total" -> add(threads, thread, new ThreadWork(0, value, 0));
                case "poll-total" -> add(threads, thread, new ThreadWork(0, 0, value));
                default -> {
                    // says nothing of commits
                }
            }
        });
        return threads;
    }

    private static void add(Map<String, ThreadWork> threads, String thread, ThreadWork more) {
        threads.merge(
                thread,
                more,
                (one, two) -> new ThreadWork(one.steps + two.steps, one.commits + two.commits, one.polls + two.polls));
    }
}
