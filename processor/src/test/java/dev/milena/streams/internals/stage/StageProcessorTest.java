// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.api.Answer;
import dev.milena.api.PreparedText;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextRequest;
import dev.milena.batch.BatchItem;
import dev.milena.streams.config.StageConfig;
import dev.milena.streams.internals.models.ModelPool;
import dev.milena.streams.internals.models.ScriptedPool;
import dev.milena.streams.internals.pending.UnreadablePendingException;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a task: restored, closed, initialised again; who owns a result; what tells records apart. */
class StageProcessorTest {
    private static final String STORE = "stage-pending";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private File stateDir;

    private final FakeTextModel model = new FakeTextModel("en-de");
    private final ScriptedBatcher batcher = new ScriptedBatcher(model);
    private final RecordingObserver observer = new RecordingObserver();
    private final ModelPool models = ScriptedPool.of(model, batcher, observer, CrashJournal.none());
    private final Outputs<String, String> outputs = outputs();
    private final List<SourceCoordinates> sources = new ArrayList<>();

    private String guarantee = "exactly_once_v2";

    @SuppressWarnings("NullAway.Init") // set before each test
    private KeyValueStore<Bytes, byte[]> store;

    @SuppressWarnings("NullAway.Init") // set before each test
    private MockProcessorContext<String, Object> context;

    private Outputs<String, String> outputs() {
        Outputs<String, String> readers = new Outputs<>();
        readers.add("answers", this::merged);
        readers.refusals("refusals");
        return readers;
    }

    private List<String> merged(AnsweredRecord<String, String> record) {
        record.source().ifPresent(sources::add);
        return record.results().isEmpty()
                ? Collections.singletonList(record.value())
                : List.of(record.answers().get(0).text());
    }

    /** Records are read again there after a crash, and entries stay until their outputs are acknowledged. */
    private void atLeastOnce() {
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

    @Test
    void shouldOfferWhatItRestoredInOrderAndAheadOfNewRecords() {
        StageProcessor<String, String> earlier = started();
        process(earlier, 3, "k", "first");
        process(earlier, 255, "j", "middle");
        process(earlier, 258, "k", "later");
        earlier.close();
        batcher.offer(new BatchItem<>(this, prepared("of another task"), 1, (answer, error) -> {}));

        StageProcessor<String, String> processor = started();
        process(processor, 300, "k", "new");

        assertThat(batcher.waiting()).containsExactly("first", "middle", "later", "of another task", "new");
        assertThat(observer.restored).containsExactly(0, 3);
        batcher.finish("later");
        batcher.finish("new");
        tick();
        assertThat(context.forwarded()).isEmpty();

        batcher.finish("first");
        batcher.finish("middle");
        tick();
        assertThat(answers())
                .containsExactlyInAnyOrder("<first>", "<later>", "<new>", "<middle>")
                .containsSubsequence("<first>", "<later>", "<new>");
        assertThat(storeSize()).isZero();
    }

    @Test
    void shouldAnswerARestoredRecordWithItsOwnKeyTimestampHeadersAndSource() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("h", new byte[] {1});
        StageProcessor<String, String> earlier = started();
        context.setRecordMetadata("tickets", 2, 9);
        earlier.process(new Record<>("k", "hello", 1_000, headers));
        earlier.close();

        started();
        batcher.finish("hello");
        tick();

        Record<? extends String, ?> answer = context.forwarded("answers").get(0).record();
        assertThat(answer.key()).isEqualTo("k");
        assertThat(answer.timestamp()).isEqualTo(1_000);
        assertThat(answer.headers().toArray()).isEqualTo(headers.toArray());
        assertThat(sources).containsExactly(new SourceCoordinates("tickets", 2, 9));
    }

    @Test
    void shouldRefuseInOrderWhenARestoredRecordIsRefusedNow() {
        StageProcessor<String, String> earlier = started();
        process(earlier, 1, "k", "first");
        process(earlier, 2, "k", "second");
        earlier.close();
        batcher.close();

        StageProcessor<String, String> strict = new StageProcessor<>(spec(Map.of("milena.text.max.bytes", "5")));
        strict.init(context);
        assertThat(context.forwarded()).isEmpty();
        tick();
        assertThat(context.forwarded()).isEmpty();

        batcher.finish("first");
        tick();
        assertThat(answers()).containsExactly("<first>");
        assertThat(refusals()).extracting(Refusal::code).containsExactly(RefusalCode.TEXT_TOO_LONG);
        assertThat(refusals())
                .extracting(refusal -> String.valueOf(refusal.value()))
                .containsExactly("second");
        assertThat(storeSize()).isZero();
    }

    @Test
    void shouldStopAndKeepEverythingWhenAnEntryWasWrittenByAnotherVersion() {
        StageProcessor<String, String> earlier = started();
        process(earlier, 1, "k", "readable");
        process(earlier, 2, "k", "of a newer build");
        earlier.close();
        Bytes newest = keys().get(1);
        byte[] envelope = store.get(newest);
        envelope[0] = 3;
        store.put(newest, envelope);

        assertThatThrownBy(this::started)
                .isInstanceOf(UnreadablePendingException.class)
                .hasMessageContaining("version 3")
                .hasMessageContaining("versions 1 to 2");
        assertThat(storeSize()).isEqualTo(2);
        assertThat(batcher.queued()).isZero();
    }

    /** An application of the last release left these behind. */
    @Test
    void shouldAnswerWhatTheOlderFormatHoldsAheadOfEverythingElse() {
        store.put(version1Key("tickets", 2, 7), version1("k", "old two"));
        store.put(version1Key("tickets", 2, 3), version1("k", "old one"));
        StageProcessor<String, String> processor = started();
        process(processor, 8, "k", "new");

        assertThat(batcher.waiting()).containsExactly("old one", "old two", "new");
        batcher.finish("new");
        batcher.finish("old two");
        batcher.finish("old one");
        tick();

        assertThat(answers()).containsExactly("<old one>", "<old two>", "<new>");
        assertThat(sources).first().isEqualTo(new SourceCoordinates("tickets", 2, 3));
        assertThat(storeSize()).isZero();
    }

    @Test
    void shouldTakeARecordOnceWhenItIsRestoredAndReadAgain() {
        atLeastOnce();
        StageProcessor<String, String> earlier = started();
        process(earlier, 7, "k", "hello");
        earlier.close();
        StageProcessor<String, String> processor = started();

        process(processor, 7, "k", "hello");
        assertThat(batcher.waiting()).containsExactly("hello");
        batcher.finish("hello");
        tick();

        assertThat(answers()).containsExactly("<hello>");
    }

    /** What comes of a record may depend on more than the record: a join, or a window. */
    @Test
    void shouldTakeARecordOfTheSameSourceWhenItsContentIsAnother() {
        atLeastOnce();
        StageProcessor<String, String> earlier = started();
        process(earlier, 7, "k", "joined then");
        earlier.close();
        StageProcessor<String, String> processor = started();

        process(processor, 7, "k", "joined now");

        assertThat(batcher.waiting()).containsExactly("joined then", "joined now");
    }

    @Test
    void shouldTakeEveryRecordWhenSeveralComeOfOneSourceRecord() {
        atLeastOnce();
        StageProcessor<String, String> processor = started();
        process(processor, 7, "k", "same");
        process(processor, 7, "k", "same");
        process(processor, 7, "k", "same");
        processor.close();
        StageProcessor<String, String> again = started();
        process(again, 7, "k", "same");
        process(again, 7, "k", "same");
        process(again, 7, "k", "same");
        process(again, 7, "k", "same");

        assertThat(batcher.waiting()).as("three restored, one new").hasSize(4);
        assertThat(model.requests())
                .extracting(TextRequest::identity)
                .contains("tickets-2@7", "tickets-2@7+1", "tickets-2@7+2", "tickets-2@7+3");
    }

    /** A window that slides, or two tables flushed together, may name a source record again and again. */
    @Test
    void shouldTakeEveryRecordWhenEqualOnesHaveOneName() {
        for (String kind : List.of("exactly_once_v2", "at_least_once")) {
            guarantee = kind;
            openStore();
            StageProcessor<String, String> processor = started();
            process(processor, 5, "k", "same");
            process(processor, 6, "k", "same");
            process(processor, 5, "k", "same");
            process(processor, 6, "k", "same");
            assertThat(batcher.waiting()).as(kind).hasSize(4);
            processor.close();

            StageProcessor<String, String> again = started();
            process(again, 5, "k", "same");
            assertThat(batcher.waiting())
                    .as("%s: a restored record stands for one that is read again", kind)
                    .hasSize(kind.equals("at_least_once") ? 4 : 5);
            again.close();
        }
    }

    @Test
    void shouldTakeAsManyAsAreReadWhenEqualOnesOfOneNameWereRestored() {
        atLeastOnce();
        StageProcessor<String, String> earlier = started();
        process(earlier, 5, "k", "same");
        earlier.close();
        StageProcessor<String, String> processor = started();

        process(processor, 5, "k", "same"); // read again
        process(processor, 6, "k", "other");
        process(processor, 5, "k", "same"); // another of that name

        assertThat(batcher.waiting()).containsExactly("same", "other", "same");
    }

    /** Under exactly once what was restored was committed with its offset, and is never read again. */
    @Test
    void shouldTakeARecordThatEqualsARestoredOneUnderExactlyOnce() {
        StageProcessor<String, String> earlier = started();
        process(earlier, 7, "k", "hello");
        earlier.close();
        StageProcessor<String, String> processor = started();

        process(processor, 7, "k", "hello");

        assertThat(batcher.waiting()).containsExactly("hello", "hello");
    }

    @Test
    void shouldNotShareTheHeadersOfARecordWithItsSiblings() {
        StageProcessor<String, String> processor = started();
        RecordHeaders headers = new RecordHeaders();
        context.setRecordMetadata("tickets", 2, 1);
        Record<String, String> record = new Record<>("k", "hello", 5, headers);
        processor.process(record);
        record.headers().add("of a sibling", new byte[] {1});
        batcher.finish("hello");
        tick();

        assertThat(context.forwarded("answers").get(0).record().headers()).isEmpty();
    }

    @Test
    void shouldTakeEveryRecordWhenNoneHasASource() {
        StageProcessor<String, String> processor = started();
        for (int i = 0; i < 3; i++) {
            context.setRecordMetadata("none", 0, -1);
            processor.process(new Record<>("k", "same", 5));
        }

        assertThat(batcher.waiting()).containsExactly("same", "same", "same");
        assertThat(storeSize()).isEqualTo(3);
        batcher.finish("same");
        batcher.finish("same");
        batcher.finish("same");
        tick();
        assertThat(answers()).containsExactly("<same>", "<same>", "<same>");
        assertThat(storeSize()).isZero();
        assertThat(model.requests().stream().map(TextRequest::identity).distinct())
                .as("what a model draws by is the same when it is asked again")
                .hasSize(1);
    }

    @Test
    void shouldNeverTakeARecordWithoutASourceForOneThatIsReadAgain() {
        atLeastOnce();
        StageProcessor<String, String> earlier = started();
        context.setRecordMetadata("none", 0, -1);
        earlier.process(new Record<>("k", "same", 5));
        earlier.close();
        StageProcessor<String, String> processor = started();
        processor.process(new Record<>("k", "same", 5));

        assertThat(batcher.waiting()).containsExactly("same", "same");
    }

    @Test
    void shouldDropAResultOfAnEarlierGenerationAndComputeItAgain() {
        StageProcessor<String, String> processor = started();
        process(processor, 1, "k", "running");
        process(processor, 2, "k", "queued");
        BatchItem<AskedText, Answer> running = batcher.start("running");

        processor.close();
        assertThat(batcher.queued()).isZero();
        assertThat(context.scheduledPunctuators().get(0).cancelled()).isTrue();
        assertThat(observer.closed).containsExactly("0_2");

        batcher.finish(running);
        context.scheduledPunctuators().get(0).getPunctuator().punctuate(1);
        assertThat(context.forwarded()).isEmpty();
        assertThat(storeSize()).isEqualTo(2);

        processor.init(context); // Streams resumes a suspended task with the same object
        assertThat(batcher.waiting()).containsExactly("running", "queued");
        batcher.finish("queued");
        batcher.finish("running");
        tick();
        assertThat(answers()).containsExactly("<running>", "<queued>");
    }

    @Test
    void shouldLeaveTheRecordsOfAnotherTaskAloneWhenOneIsClosed() {
        StageProcessor<String, String> mine = started();
        process(mine, 1, "k", "mine");
        batcher.offer(new BatchItem<>(this, prepared("theirs"), 1, (answer, error) -> {}));

        mine.close();

        assertThat(batcher.waiting()).containsExactly("theirs");
    }

    @Test
    void shouldHaveNothingToCloseWhenItWasNeverInitialised() {
        new StageProcessor<>(spec(Map.of())).close();

        assertThat(observer.closed).isEmpty();
    }

    /** Every punctuation makes Streams commit: an idle application must not write a transaction twice a second. */
    @Test
    void shouldTickOnlyWhileSomethingIsPending() {
        StageProcessor<String, String> processor = started();
        assertThat(context.scheduledPunctuators()).isEmpty();

        process(processor, 1, "k", "hello");
        process(processor, 2, "k", "again");
        assertThat(context.scheduledPunctuators()).hasSize(1);
        batcher.finish("hello");
        tick();
        assertThat(context.scheduledPunctuators().get(0).cancelled()).isFalse();
        batcher.finish("again");
        tick();
        assertThat(context.scheduledPunctuators().get(0).cancelled()).isTrue();

        process(processor, 3, "k", "later");
        batcher.finish("later");
        tick();
        assertThat(answers()).containsExactly("<hello>", "<again>", "<later>");
    }

    @Test
    void shouldLetARecordWithoutAValuePassAtOnceUnlessOthersOfItsKeyWait() {
        StageProcessor<String, String> processor = started();
        process(processor, 1, "k", null);
        assertThat(answers()).containsExactly((String) null);
        assertThat(storeSize()).isZero();
        context.resetForwards();

        process(processor, 2, "k", "hello");
        process(processor, 3, "k", null);
        process(processor, 4, "j", null);
        assertThat(answers()).containsExactly((String) null);
        assertThat(storeSize()).isEqualTo(2);

        batcher.finish("hello");
        tick();
        tick();
        assertThat(answers()).containsExactly(null, "<hello>", null);
        assertThat(storeSize()).isZero();
    }

    @Test
    void shouldSaySoWhenModelsAreClosedUnderARunningTask() {
        StageProcessor<String, String> processor = started();
        models.close();

        assertThatThrownBy(() -> process(processor, 1, "k", "hello"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("close KafkaStreams before Models");
        assertThatThrownBy(this::started).hasMessageContaining("models are closed");
    }

    @Test
    void shouldRefuseModelsOfAnotherApplication() {
        models.join("another");

        assertThatThrownBy(this::started)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("'another'", "'test'", "build Models for each application");
    }

    private StageProcessor<String, String> started() {
        StageProcessor<String, String> processor = new StageProcessor<>(spec(Map.of()));
        processor.init(context);
        return processor;
    }

    private StageSpec<String, String> spec(Map<String, Object> settings) {
        return new StageSpec<>(
                "stage",
                STORE,
                models,
                record -> List.of(TextRequest.of(String.valueOf(record.value()))),
                PartialAnswers.REFUSE,
                Serdes.String(),
                Serdes.String(),
                settings,
                null,
                outputs);
    }

    private MockProcessorContext<String, Object> newContext() {
        Properties properties = StageConfig.of(Map.of(
                        "application.id", "test", "bootstrap.servers", "none:1", "processing.guarantee", guarantee))
                .streamsProperties();
        MockProcessorContext<String, Object> mock = new MockProcessorContext<>(properties, new TaskId(0, 2), stateDir);
        mock.setCurrentSystemTimeMs(10_000);
        return mock;
    }

    private void process(StageProcessor<String, String> processor, long offset, String key, @Nullable String value) {
        context.setRecordMetadata("tickets", 2, offset);
        processor.process(record(key, value));
    }

    @SuppressWarnings("NullAway") // Kafka's record may have a null value; its class is not annotated
    private static Record<String, String> record(String key, @Nullable String value) {
        return new Record<>(key, value, 5, new RecordHeaders());
    }

    private void tick() {
        context.scheduledPunctuators()
                .get(context.scheduledPunctuators().size() - 1)
                .getPunctuator()
                .punctuate(20_000);
    }

    private List<Object> answers() {
        List<Object> values = new ArrayList<>();
        context.forwarded("answers")
                .forEach(forward -> values.add(forward.record().value()));
        return values;
    }

    private List<Refusal<?>> refusals() {
        List<Refusal<?>> values = new ArrayList<>();
        for (CapturedForward<? extends String, ?> forward : context.forwarded("refusals")) {
            values.add((Refusal<?>) forward.record().value());
        }
        return values;
    }

    private List<Bytes> keys() {
        List<Bytes> keys = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> entries = store.all()) {
            entries.forEachRemaining(entry -> keys.add(entry.key));
        }
        return keys;
    }

    private int storeSize() {
        return keys().size();
    }

    private static Bytes version1Key(String topic, int partition, long offset) {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(Short.BYTES + name.length + Integer.BYTES + Long.BYTES)
                .putShort((short) name.length)
                .put(name)
                .putInt(partition)
                .putLong(offset)
                .array());
    }

    /** Version, timestamp twice, key, value, no headers. */
    private static byte[] version1(String key, String value) {
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

    private static AskedText prepared(String text) {
        return new AskedText("other", new PreparedText(TextRequest.of(text), List.of(), null, null, 1));
    }
}
