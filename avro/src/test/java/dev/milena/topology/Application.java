// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.config.MilenaConfig;
import dev.milena.topology.RestartPolicy.FatalFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.streams.KafkaStreams;

/** The application inside this JVM, with a fake model. */
record Application(
        EnrichmentRuntime runtime, KafkaStreams streams, RecordingObserver observer, List<FatalFailure> failures)
        implements AutoCloseable {

    static Application start(Map<String, String> settings, Duration perBatch) {
        MilenaConfig config = TopologyFixture.config(settings);
        RecordingObserver observer = new RecordingObserver();
        List<FatalFailure> failures = new CopyOnWriteArrayList<>();
        EnrichmentRuntime runtime = EnrichmentRuntime.builder(config)
                .model(new FakeTextModel("en-de", perBatch))
                .observer(observer)
                .build();
        KafkaStreams streams = new KafkaStreams(EnrichmentTopology.build(config, runtime), config.streamsProperties());
        streams.setUncaughtExceptionHandler(new RestartPolicy(config, () -> {}, failures::add));
        streams.start();
        return new Application(runtime, streams, observer, failures);
    }

    /** Pending events that its tasks found in their stores. */
    int restored() {
        return observer.restored.stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public void close() {
        streams.close();
        runtime.close();
    }
}
