// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.TextOverflow;
import dev.milena.config.MilenaConfig;
import dev.milena.schemas.AttentionMap;
import dev.milena.schemas.DeadLetter;
import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.TextEvent;
import dev.milena.streams.Models;
import dev.milena.streams.ScriptedModels;
import dev.milena.streams.config.StageConfig;
import dev.milena.streams.internals.supervision.CrashJournal;
import dev.milena.testing.FakeTextModel;
import dev.milena.testing.RecordingObserver;
import dev.milena.testing.ScriptedBatcher;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The whole topology under TopologyTestDriver with a fake model, stepped or scripted. One thread. */
final class TopologyFixture implements AutoCloseable {
    static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
    static final Duration TICK = Duration.ofMillis(10);

    final FakeTextModel model;
    final RecordingObserver observer = new RecordingObserver();
    final MilenaConfig config;
    final Models models;
    final TopologyTestDriver driver;
    final TestInputTopic<byte[], byte[]> input;
    final TestOutputTopic<byte[], EnrichedText> answers;
    final TestOutputTopic<byte[], AttentionMap> attention;
    final TestOutputTopic<byte[], DeadLetter> deadLetters;

    private final TopicSerdes serdes;

    private TopologyFixture(
            Map<String, String> overrides,
            Map<String, RecordLimits> limits,
            FakeTextModel model,
            @Nullable ScriptedBatcher batcher) {
        this.model = model;
        this.config = config(overrides);
        this.models = batcher == null
                ? Models.builder(config.settings())
                        .add(model)
                        .observer(observer)
                        .stepped()
                        .build()
                : ScriptedModels.of(config.settings(), model, batcher, observer, CrashJournal.none());
        this.driver = new TopologyTestDriver(
                EnrichmentTopology.build(config, models, limits), config.streamsProperties(), START);
        this.serdes = TopicSerdes.open(config);
        this.input = driver.createInputTopic("milena.text", new ByteArraySerializer(), new ByteArraySerializer());
        ByteArrayDeserializer keys = new ByteArrayDeserializer();
        this.answers = driver.createOutputTopic(
                "milena.enriched", keys, serdes.output().deserializer());
        this.attention = driver.createOutputTopic(
                "milena.attention", keys, serdes.attention().deserializer());
        this.deadLetters = driver.createOutputTopic(
                "milena.dead-letters", keys, serdes.deadLetter().deserializer());
    }

    /** With batches that run inside the ticks. */
    static TopologyFixture stepped(Map<String, String> overrides) {
        return stepped(overrides, Map.of());
    }

    static TopologyFixture stepped(Map<String, String> overrides, Map<String, RecordLimits> limits) {
        return new TopologyFixture(
                overrides,
                limits,
                new FakeTextModel(
                        "en-de", TextOverflow.parse(config(overrides).getString(StageConfig.TEXT_OVERFLOW_CONFIG))),
                null);
    }

    /** With a model of the test's own. */
    static TopologyFixture stepped(Map<String, String> overrides, FakeTextModel model) {
        return new TopologyFixture(overrides, Map.of(), model, null);
    }

    static TopologyFixture stepped(
            Map<String, String> overrides, Map<String, RecordLimits> limits, FakeTextModel model) {
        return new TopologyFixture(overrides, limits, model, null);
    }

    /** With a batcher in which the test decides what is finished when. */
    static TopologyFixture scripted(Map<String, String> overrides, ScriptedBatcher batcher, FakeTextModel model) {
        return new TopologyFixture(overrides, Map.of(), model, batcher);
    }

    static MilenaConfig config(Map<String, String> overrides) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "milena.bundles",
                Path.of("unused").toString(),
                "application.id",
                "milena-test",
                "state.dir",
                System.getProperty("java.io.tmpdir") + "/milena-"
                        + ProcessHandle.current().pid()));
        settings.putAll(overrides);
        return MilenaConfig.of(settings);
    }

    /** Sends an event in the way of a producer. */
    void send(@Nullable String key, TextEvent event) {
        send(key, event, new RecordHeaders(), START.toEpochMilli());
    }

    void send(@Nullable String key, TextEvent event, Headers headers, long timestamp) {
        sendRaw(key, serdes.input().serializer().serialize("milena.text", event), headers, timestamp);
    }

    @SuppressWarnings("NullAway") // Kafka's records may lack key and value; its classes are not annotated
    void sendRaw(@Nullable String key, byte @Nullable [] value, Headers headers, long timestamp) {
        input.pipeInput(new TestRecord<>(Events.key(key), value, headers, timestamp));
    }

    void sendText(@Nullable String key, String text) {
        send(key, Events.text(text));
    }

    /** Lets one tick pass. */
    void tick() {
        driver.advanceWallClockTime(TICK);
    }

    List<String> answerTexts() {
        return answers.readValuesToList().stream().map(EnrichedText::getText).toList();
    }

    int storeSize() {
        KeyValueStore<Bytes, byte[]> store = driver.getKeyValueStore("milena-pending");
        int size = 0;
        try (KeyValueIterator<Bytes, byte[]> entries = store.all()) {
            while (entries.hasNext()) {
                entries.next();
                size++;
            }
        }
        return size;
    }

    @Override
    public void close() {
        driver.close();
        models.close();
        serdes.close();
    }
}
