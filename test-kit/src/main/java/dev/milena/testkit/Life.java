// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import dev.milena.api.Answer;
import dev.milena.api.EnrichmentObserver;
import dev.milena.api.ModelInfo;
import dev.milena.api.PreparedText;
import dev.milena.api.TextModel;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.streams.Models;
import dev.milena.streams.stepping.Stepping;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/** One life of an application, from its start to its end or crash: models, a topology, a driver. One thread. */
final class Life implements AutoCloseable {
    private final Models models;
    private final TopologyTestDriver driver;
    private final Map<String, TestInputTopic<byte[], byte[]>> inputs = new HashMap<>();

    Life(
            Function<Models, Topology> topology,
            Map<String, Object> settings,
            List<? extends TextModel> texts,
            EnrichmentObserver observer,
            Stepping stepping,
            Instant now) {
        models = Models.builder(settings)
                .addAll(texts.stream().map(Lasting::new).toList())
                .observer(observer)
                .stepped(stepping)
                .build();
        try {
            driver = new TopologyTestDriver(topology.apply(models), models.streamsProperties(), now);
        } catch (RuntimeException e) {
            models.close();
            throw e;
        }
    }

    /** A model that outlives the application, as a script does. */
    private record Lasting(TextModel model) implements TextModel {
        @Override
        public ModelInfo info() {
            return model.info();
        }

        @Override
        public PreparedText prepare(TextRequest request) throws TextRefusedException {
            return model.prepare(request);
        }

        @Override
        public int calls() {
            return model.calls();
        }

        @Override
        public int hypotheses() {
            return model.hypotheses();
        }

        @Override
        public boolean triesAgain() {
            return model.triesAgain();
        }

        @Override
        public List<Answer> answer(List<PreparedText> batch) {
            return model.answer(batch);
        }

        @Override
        public void check() {
            model.check();
        }

        @Override
        public void rebuild() {
            model.rebuild();
        }

        @Override
        public void close() {
            // whoever made the driver's models closes them
        }
    }

    void pipe(String topic, TestRecord<byte[], byte[]> input) {
        inputs.computeIfAbsent(
                        topic,
                        name -> driver.createInputTopic(name, new ByteArraySerializer(), new ByteArraySerializer()))
                .pipeInput(input);
    }

    void advance(Duration time) {
        driver.advanceWallClockTime(time);
    }

    /** Writes down what the last step produced. */
    void drainInto(Ledger ledger, Set<String> changelogs) {
        for (String topic : driver.producedTopicNames()) {
            List<TestRecord<byte[], byte[]>> records = driver.createOutputTopic(
                            topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                    .readRecordsToList();
            for (TestRecord<byte[], byte[]> output : records) {
                if (changelogs.contains(topic)) {
                    ledger.changed(topic, output);
                } else {
                    ledger.produced(topic, output);
                }
            }
        }
    }

    int pending(String store) {
        KeyValueStore<Bytes, byte[]> entries = driver.getKeyValueStore(store);
        int pending = 0;
        try (KeyValueIterator<Bytes, byte[]> all = entries.all()) {
            while (all.hasNext()) {
                all.next();
                pending++;
            }
        }
        return pending;
    }

    int queued() {
        return models.queued();
    }

    Models models() {
        return models;
    }

    TopologyTestDriver driver() {
        return driver;
    }

    @Override
    public void close() {
        try {
            driver.close();
        } finally {
            models.close();
        }
    }
}
