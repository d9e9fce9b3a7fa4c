// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.api.Answer;
import dev.milena.api.RefusalCode;
import dev.milena.batch.BatchItem;
import dev.milena.streams.internals.pending.UnreadablePendingException;
import dev.milena.streams.internals.supervision.AskedText;
import dev.milena.streams.record.Refusal;
import dev.milena.streams.record.SourceCoordinates;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

/** The life of a task: restored, closed, initialised again; who owns a result. */
class StageProcessorTest extends StageFixture {
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
}
