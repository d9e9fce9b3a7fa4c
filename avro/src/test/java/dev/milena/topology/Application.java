// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.clients.FencedClients;
import dev.milena.config.MilenaConfig;
import dev.milena.streams.Models;
import dev.milena.testing.FakeTextModel;
import dev.milena.testing.RecordingObserver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/** The application inside this JVM, with a fake model; a thread that dies is replaced, up to ten times. */
record Application(Models models, KafkaStreams streams, RecordingObserver observer, List<Throwable> failures)
        implements AutoCloseable {
    private static final int MOST_FAILURES = 10;

    static Application start(Map<String, String> settings, Duration perBatch) {
        return start(settings, perBatch, new FencedClients());
    }

    /** With clients of another supplier. */
    static Application start(Map<String, String> settings, Duration perBatch, KafkaClientSupplier clients) {
        MilenaConfig config = TopologyFixture.config(settings);
        RecordingObserver observer = new RecordingObserver();
        List<Throwable> deaths = new CopyOnWriteArrayList<>();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        Models models = Models.builder(config.settings())
                .add(new FakeTextModel("en-de", perBatch))
                .observer(observer)
                .build();
        KafkaStreams streams =
                new KafkaStreams(EnrichmentTopology.build(config, models), models.streamsProperties(), clients);
        streams.setUncaughtExceptionHandler(death -> {
            deaths.add(death);
            if (deaths.size() <= MOST_FAILURES) {
                return StreamThreadExceptionResponse.REPLACE_THREAD;
            }
            failures.add(death);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams.start();
        return new Application(models, streams, observer, failures);
    }

    /** Pending records that its tasks found in their stores. */
    int restored() {
        return observer.restored.stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public void close() {
        streams.close();
        models.close();
    }
}
