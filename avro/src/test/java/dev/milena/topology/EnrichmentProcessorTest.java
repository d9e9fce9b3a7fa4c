// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.api.Answer;
import dev.milena.api.PreparedText;
import dev.milena.batch.BatchItem;
import dev.milena.config.MilenaConfig;
import dev.milena.schemas.DeadLetter;
import dev.milena.schemas.DeadLetterCode;
import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.TextEvent;
import java.io.File;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedForward;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a task: restored, closed, initialised again; and who owns a result. */
class EnrichmentProcessorTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private File stateDir;

    private final FakeTextModel model = new FakeTextModel("en-de");
    private final ScriptedBatcher batcher = new ScriptedBatcher(model);
    private final RecordingObserver observer = new RecordingObserver();
    private final EnrichmentRuntime runtime = TopologyFixture.scripted(model, batcher, observer);
    private final MilenaConfig config = TopologyFixture.config(Map.of());
    private final TopicSerdes serdes = TopicSerdes.open(config);

    @SuppressWarnings("NullAway.Init") // set before each test
    private KeyValueStore<Bytes, byte[]> store;

    @SuppressWarnings("NullAway.Init") // set before each test
    private MockProcessorContext<byte[], OutgoingValue> context;

    @BeforeEach
    void openStore() {
        context = newContext();
        store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore("milena-pending"), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingDisabled()
                .withCachingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
        context.addStateStore(store);
    }

    @Test
    void shouldOfferWhatItRestoredInOrderAndAheadOfNewEvents() {
        keep(258, "k", "later");
        keep(3, "k", "first");
        keep(255, "j", "middle");
        batcher.offer(new BatchItem<>(this, prepared("of another task"), 1, (answer, error) -> {}));
        EnrichmentProcessor processor = processor();

        processor.init(context);
        process(processor, 300, "k", "new");

        assertThat(batcher.waiting()).containsExactly("first", "middle", "later", "of another task", "new");
        assertThat(observer.restored).containsExactly(3);
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
        assertThat(store.approximateNumEntries()).isZero();
    }

    @Test
    void shouldAnswerARestoredEventWithItsOwnKeyTimestampAndHeaders() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("h", new byte[] {1});
        keep(new PendingEvent(id(9), Events.key("k"), value("hello"), headers, 1_000, -1));
        processor().init(context);
        batcher.finish("hello");
        tick();

        Record<? extends byte[], ? extends OutgoingValue> answer =
                context.forwarded(EnrichmentTopology.OUTPUT_SINK).get(0).record();
        assertThat(answer.key()).isEqualTo(Events.key("k"));
        assertThat(answer.timestamp()).isEqualTo(1_000);
        assertThat(answer.headers().toArray()).isEqualTo(headers.toArray());
        assertThat(answer.value().sourcePartition()).isEqualTo(2);
        EnrichedText text =
                serdes.output().deserializer().deserialize("t", answer.value().bytes());
        assertThat(text.getSource().getOffset()).isEqualTo(9);
        assertThat(text.getSource().getPartition()).isEqualTo(2);
        assertThat(text.getSource().getTimestamp()).isEqualTo(-1);
    }

    @Test
    void shouldDeadLetterInOrderWhenARestoredEventIsRefusedNow() {
        keep(1, "k", "first");
        keep(new PendingEvent(id(2), Events.key("k"), value(""), new RecordHeaders(), 5, 5));
        processor().init(context);
        assertThat(context.forwarded()).isEmpty();
        tick();
        assertThat(context.forwarded()).isEmpty();

        batcher.finish("first");
        tick();
        assertThat(answers()).containsExactly("<first>");
        List<CapturedForward<? extends byte[], ? extends OutgoingValue>> letters =
                context.forwarded(EnrichmentTopology.DEAD_LETTER_SINK);
        assertThat(letters).hasSize(1);
        DeadLetter letter = serdes.deadLetter()
                .deserializer()
                .deserialize("t", letters.get(0).record().value().bytes());
        assertThat(letter.getCode()).isEqualTo(DeadLetterCode.EMPTY_TEXT);
        assertThat(letter.getSource().getOffset()).isEqualTo(2);
        assertThat(store.approximateNumEntries()).isZero();
    }

    @Test
    void shouldStopAndKeepEverythingWhenAnEntryWasWrittenByAnotherVersion() {
        keep(1, "k", "readable");
        byte[] newer = PendingEventCodec.encode(new PendingEvent(id(2), null, value("x"), new RecordHeaders(), 5, 5));
        newer[0] = PendingEventCodec.VERSION + 1;
        store.put(id(2).toBytes(), newer);

        assertThatThrownBy(() -> processor().init(context))
                .isInstanceOf(UnreadablePendingEventException.class)
                .hasMessageContaining("milena.text-2@2")
                .hasMessageContaining("version 2");
        assertThat(store.approximateNumEntries()).isEqualTo(2);
        assertThat(batcher.queued()).isZero();
    }

    @Test
    void shouldTakeAnEventOnceWhenItIsRestoredAndReadAgain() {
        keep(7, "k", "hello");
        EnrichmentProcessor processor = processor();
        processor.init(context);

        process(processor, 7, "k", "hello");
        assertThat(batcher.waiting()).containsExactly("hello");
        batcher.finish("hello");
        tick();

        assertThat(answers()).containsExactly("<hello>");
    }

    @Test
    void shouldDropAResultOfAnEarlierGenerationAndComputeItAgain() {
        EnrichmentProcessor processor = processor();
        processor.init(context);
        process(processor, 1, "k", "running");
        process(processor, 2, "k", "queued");
        BatchItem<PendingText, Answer> running = batcher.start("running");

        processor.close();
        assertThat(batcher.queued()).isZero();
        assertThat(context.scheduledPunctuators().get(0).cancelled()).isTrue();
        assertThat(observer.closed).containsExactly("0_2");

        batcher.finish(running);
        context.scheduledPunctuators().get(0).getPunctuator().punctuate(1);
        assertThat(context.forwarded()).isEmpty();
        assertThat(store.approximateNumEntries()).isEqualTo(2);

        processor.init(context); // Streams resumes a suspended task with the same object
        assertThat(batcher.waiting()).containsExactly("running", "queued");
        batcher.finish("queued");
        batcher.finish("running");
        tick();
        assertThat(answers()).containsExactly("<running>", "<queued>");
    }

    @Test
    void shouldLeaveTheEventsOfAnotherTaskAloneWhenOneIsClosed() {
        EnrichmentProcessor mine = processor();
        mine.init(context);
        process(mine, 1, "k", "mine");
        batcher.offer(new BatchItem<>(this, prepared("theirs"), 1, (answer, error) -> {}));

        mine.close();

        assertThat(batcher.waiting()).containsExactly("theirs");
    }

    @Test
    void shouldHaveNothingToCloseWhenItWasNeverInitialised() {
        processor().close();

        assertThat(observer.closed).isEmpty();
    }

    @Test
    void shouldAnswerANegativeTimestampWithTheOriginalInTheCoordinates() {
        EnrichmentProcessor processor = processor();
        processor.init(context);
        RecordHeaders headers = new RecordHeaders();
        long extracted = new SourceTimestampExtractor(() -> 77)
                .extract(
                        new org.apache.kafka.clients.consumer.ConsumerRecord<>(
                                "milena.text",
                                2,
                                1,
                                -1,
                                org.apache.kafka.common.record.TimestampType.CREATE_TIME,
                                0,
                                0,
                                "k",
                                "v",
                                headers,
                                java.util.Optional.empty()),
                        -1);
        context.setRecordMetadata("milena.text", 2, 1);
        processor.process(new Record<>(Events.key("k"), value("hello"), extracted, headers));
        batcher.finish("hello");
        tick();

        Record<? extends byte[], ? extends OutgoingValue> answer =
                context.forwarded(EnrichmentTopology.OUTPUT_SINK).get(0).record();
        assertThat(answer.timestamp()).isEqualTo(77);
        assertThat(answer.headers()).isEmpty();
        assertThat(serdes.output()
                        .deserializer()
                        .deserialize("t", answer.value().bytes())
                        .getSource()
                        .getTimestamp())
                .isEqualTo(-1);
    }

    /** Every punctuation makes Streams commit: an idle application must not write a transaction twice a second. */
    @Test
    void shouldTickOnlyWhileSomethingIsPending() {
        EnrichmentProcessor processor = processor();
        processor.init(context);
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

    private EnrichmentProcessor processor() {
        return new EnrichmentProcessor(config, EnrichmentSettings.of(config, Map.of()), runtime);
    }

    private MockProcessorContext<byte[], OutgoingValue> newContext() {
        MockProcessorContext<byte[], OutgoingValue> mock =
                new MockProcessorContext<>(config.streamsProperties(), new TaskId(0, 2), stateDir);
        mock.setCurrentSystemTimeMs(10_000);
        return mock;
    }

    private void process(EnrichmentProcessor processor, long offset, String key, String text) {
        context.setRecordMetadata("milena.text", 2, offset);
        processor.process(new Record<>(Events.key(key), value(text), 5, new RecordHeaders()));
    }

    private void tick() {
        context.scheduledPunctuators()
                .get(context.scheduledPunctuators().size() - 1)
                .getPunctuator()
                .punctuate(20_000);
    }

    private List<String> answers() {
        return context.forwarded(EnrichmentTopology.OUTPUT_SINK).stream()
                .map(forward -> serdes.output()
                        .deserializer()
                        .deserialize("t", forward.record().value().bytes())
                        .getText())
                .toList();
    }

    private void keep(long offset, String key, String text) {
        keep(new PendingEvent(id(offset), Events.key(key), value(text), new RecordHeaders(), 5, 5));
    }

    private void keep(PendingEvent event) {
        store.put(event.id().toBytes(), PendingEventCodec.encode(event));
    }

    private static EventId id(long offset) {
        return new EventId("milena.text", 2, offset);
    }

    private byte[] value(String text) {
        TextEvent event = Events.text(text);
        return serdes.input().serializer().serialize("milena.text", event);
    }

    private PendingText prepared(String text) {
        PreparedText prepared = new PreparedText(dev.milena.api.TextRequest.of(text), List.of(), null, null, 1);
        return new PendingText(new EventId("other", 0, 0), prepared);
    }
}
