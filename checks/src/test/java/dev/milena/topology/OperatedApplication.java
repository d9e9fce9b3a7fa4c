// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.config.MilenaConfig;
import dev.milena.host.FatalFailure;
import dev.milena.host.RestartPolicy;
import dev.milena.host.topics.TopicUse;
import dev.milena.streams.Models;
import dev.milena.testing.FakeTextModel;
import dev.milena.testing.RecordingObserver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.streams.KafkaStreams;

/** The application inside this JVM, with a fake model, under the host's restart policy. */
record OperatedApplication(Models models, KafkaStreams streams, RecordingObserver observer, List<FatalFailure> failures)
        implements AutoCloseable {

    static OperatedApplication start(Map<String, String> settings, Duration perBatch) {
        MilenaConfig config = TopologyFixture.config(settings);
        RecordingObserver observer = new RecordingObserver();
        List<FatalFailure> failures = new CopyOnWriteArrayList<>();
        Models models = Models.builder(config.settings())
                .add(new FakeTextModel("en-de", perBatch))
                .observer(observer)
                .build();
        KafkaStreams streams = new KafkaStreams(
                EnrichmentTopology.build(config, models), models.streamsProperties(), models.clients());
        streams.setUncaughtExceptionHandler(RestartPolicy.builder(config.applicationId())
                .topics(List.of(
                        TopicUse.reads("milena.text").namedBy(MilenaConfig.INPUT_TOPIC_CONFIG),
                        TopicUse.writes("milena.enriched").namedBy(MilenaConfig.OUTPUT_TOPIC_CONFIG),
                        TopicUse.writes("milena.attention").namedBy(MilenaConfig.ATTENTION_TOPIC_CONFIG),
                        TopicUse.writes("milena.dead-letters").namedBy(MilenaConfig.DEAD_LETTER_TOPIC_CONFIG)))
                .onGiveUp(failures::add)
                .build());
        streams.start();
        return new OperatedApplication(models, streams, observer, failures);
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
