// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.streams.internals.flow.SteppedPace;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.Metric;
import org.junit.jupiter.api.Test;

class RecordTimesTest extends StageFixture {

    @Test
    void shouldTellTheObserverHowLongARecordTook() {
        StageProcessor<String, String> processor = started();
        process(processor, 1, "k", "hello");
        assertThat(observer.released).isEmpty();
        batcher.finish("hello");
        tick(); // ten seconds later

        assertThat(observer.released).containsExactly(10_000_000_000L);
        assertThat(observer.committed).as("the clients say nothing of commits").isEmpty();
    }

    @Test
    void shouldMeasureInKafkaStreamsOwnMetricsUntilTheTaskIsClosed() {
        StageProcessor<String, String> processor = started();
        process(processor, 1, "k", "hello");
        batcher.finish("hello");
        tick();

        assertThat(stageMetrics()).containsEntry("answer-latency-max", 10_000.0).containsEntry("answer-total", 1.0);
        processor.close();
        assertThat(stageMetrics()).isEmpty();
    }

    @Test
    void shouldMeasureBackPressure() {
        SteppedPace pace = new SteppedPace();
        RecordTimes times = new RecordTimes("stage", "0_2", observer, pace, context.metrics(), false);
        times.full(3_000_000);
        times.full(4_000_000);

        assertThat(observer.backPressureNanos).hasValue(7_000_000);
        assertThat(stageMetrics()).containsEntry("back-pressure-latency-max", 4.0);
    }

    private Map<String, Object> stageMetrics() {
        return context.metrics().metrics().values().stream()
                .filter(metric -> metric.metricName().group().equals("stream-milena-stage-metrics"))
                .filter(metric -> metric.metricName().tags().containsValue("0_2.stage"))
                .collect(Collectors.toMap(metric -> metric.metricName().name(), Metric::metricValue));
    }
}
