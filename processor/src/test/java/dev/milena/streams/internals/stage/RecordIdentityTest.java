// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.TextRequest;
import java.util.List;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

/** What a stage takes for a record that it has already, and what for another. */
class RecordIdentityTest extends StageFixture {
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
}
