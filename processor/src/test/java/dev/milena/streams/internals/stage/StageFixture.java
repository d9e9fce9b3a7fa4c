// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import dev.milena.api.PreparedText;
import dev.milena.api.TextRequest;
import dev.milena.glossary.Glossary;
import dev.milena.streams.config.StageConfig;
import dev.milena.streams.internals.models.ModelPool;
import dev.milena.streams.internals.models.ScriptedPool;
import dev.milena.streams.internals.supervision.AskedText;
import dev.milena.streams.internals.supervision.CrashJournal;
import dev.milena.streams.record.AnsweredRecord;
import dev.milena.streams.record.PartialAnswers;
import dev.milena.streams.record.Refusal;
import dev.milena.streams.record.SourceCoordinates;
import dev.milena.testing.FakeTextModel;
import dev.milena.testing.RecordingObserver;
import dev.milena.testing.ScriptedBatcher;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedForward;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A stage with a model and a batcher that do what a test says, and what came out of it. */
abstract class StageFixture {
    static final String STORE = "stage-pending";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    File stateDir;

    final FakeTextModel model = new FakeTextModel("en-de");
    final ScriptedBatcher batcher = new ScriptedBatcher(model);
    final RecordingObserver observer = new RecordingObserver();
    final ModelPool models = ScriptedPool.of(model, batcher, observer, CrashJournal.none());
    final Outputs<String, String> outputs = outputs();
    final List<SourceCoordinates> sources = new ArrayList<>();

    String guarantee = "exactly_once_v2";
    Claims<String, String> claims = Claims.byKey();

    @SuppressWarnings("NullAway.Init") // set before each test
    KeyValueStore<Bytes, byte[]> store;

    @SuppressWarnings("NullAway.Init") // set before each test
    MockProcessorContext<String, Object> context;

    Outputs<String, String> outputs() {
        Outputs<String, String> readers = new Outputs<>();
        readers.add("answers", this::merged);
        readers.refusals("refusals");
        return readers;
    }

    List<String> merged(AnsweredRecord<String, String> record) {
        record.source().ifPresent(sources::add);
        return record.results().isEmpty()
                ? Collections.singletonList(record.value())
                : List.of(record.answers().get(0).text());
    }

    /** Records are read again there after a crash, and entries stay until their outputs are acknowledged. */
    void atLeastOnce() {
        guarantee = "at_least_once";
        openStore();
    }

    @BeforeEach
    void openStore() {
        context = newContext();
        store = Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingDisabled()
                .withCachingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
        context.addStateStore(store);
    }

    StageProcessor<String, String> started() {
        StageProcessor<String, String> processor = new StageProcessor<>(spec(Map.of()));
        processor.init(context);
        return processor;
    }

    StageSpec<String, String> spec(Map<String, Object> settings) {
        return new StageSpec<>(
                "stage",
                STORE,
                models,
                record -> List.of(TextRequest.of(String.valueOf(record.value()))),
                claims,
                PartialAnswers.REFUSE,
                Serdes.String(),
                Serdes.String(),
                settings,
                null,
                Glossary::none,
                null,
                null,
                outputs);
    }

    MockProcessorContext<String, Object> newContext() {
        Properties properties = StageConfig.of(Map.of(
                        "application.id", "test", "bootstrap.servers", "none:1", "processing.guarantee", guarantee))
                .streamsProperties();
        MockProcessorContext<String, Object> mock = new MockProcessorContext<>(properties, new TaskId(0, 2), stateDir);
        mock.setCurrentSystemTimeMs(10_000);
        return mock;
    }

    void process(StageProcessor<String, String> processor, long offset, String key, @Nullable String value) {
        context.setRecordMetadata("tickets", 2, offset);
        processor.process(record(key, value));
    }

    @SuppressWarnings("NullAway") // Kafka's record may have a null value; its class is not annotated
    static Record<String, String> record(String key, @Nullable String value) {
        return new Record<>(key, value, 5, new RecordHeaders());
    }

    void tick() {
        context.scheduledPunctuators()
                .get(context.scheduledPunctuators().size() - 1)
                .getPunctuator()
                .punctuate(20_000);
    }

    List<Object> answers() {
        List<Object> values = new ArrayList<>();
        context.forwarded("answers")
                .forEach(forward -> values.add(forward.record().value()));
        return values;
    }

    List<Refusal<?>> refusals() {
        List<Refusal<?>> values = new ArrayList<>();
        for (CapturedForward<? extends String, ?> forward : context.forwarded("refusals")) {
            values.add((Refusal<?>) forward.record().value());
        }
        return values;
    }

    List<Bytes> keys() {
        List<Bytes> keys = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> entries = store.all()) {
            entries.forEachRemaining(entry -> keys.add(entry.key));
        }
        return keys;
    }

    int storeSize() {
        return keys().size();
    }

    static Bytes version1Key(String topic, int partition, long offset) {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(Short.BYTES + name.length + Integer.BYTES + Long.BYTES)
                .putShort((short) name.length)
                .put(name)
                .putInt(partition)
                .putLong(offset)
                .array());
    }

    /** Version, timestamp twice, key, value, no headers. */
    static byte[] version1(String key, String value) {
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        byte[] valueBytes = value.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + 2 * Long.BYTES + 3 * Integer.BYTES + keyBytes.length + valueBytes.length)
                .put((byte) 1)
                .putLong(5)
                .putLong(5)
                .putInt(keyBytes.length)
                .put(keyBytes)
                .putInt(valueBytes.length)
                .put(valueBytes)
                .putInt(0)
                .array();
    }

    static AskedText prepared(String text) {
        return new AskedText("other", new PreparedText(TextRequest.of(text), List.of(), null, null, 1));
    }
}
