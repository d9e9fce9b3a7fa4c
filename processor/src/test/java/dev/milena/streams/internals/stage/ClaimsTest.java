// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.api.Priority;
import dev.milena.api.TextRefusedException;
import dev.milena.batch.Claim;
import dev.milena.streams.record.SourceRecord;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** On whose behalf records are asked, and what becomes of those before an urgent one. */
class ClaimsTest extends StageFixture {
    private static @Nullable Priority byFirstLetter(@Nullable String value) {
        return switch (Objects.requireNonNull(value).charAt(0)) {
            case 'h' -> Priority.HIGH;
            case 'l' -> Priority.LOW;
            default -> null;
        };
    }

    private List<Priority> priorities() {
        return batcher.claims().stream().map(Claim::priority).toList();
    }

    @Test
    void shouldGiveRecordsOfAKeyOneFlowAndThoseWithoutKeyOneEach() throws TextRefusedException {
        Claim first = claims.of("stage", view(), new byte[] {1});
        assertThat(claims.of("stage", view(), new byte[] {1}).flow()).isEqualTo(first.flow());
        assertThat(claims.of("stage", view(), new byte[] {2}).flow()).isNotEqualTo(first.flow());

        Claim none = claims.of("stage", view(), null);
        Claim another = claims.of("stage", view(), null);
        assertThat(another.flow()).isNotEqualTo(none.flow());
        assertThat(another.line()).as("their order is kept").isEqualTo(none.line());
        assertThat(none.priority()).isEqualTo(Priority.NORMAL);
    }

    private static SourceRecord<String, String> view() {
        return new SourceRecord<>("k", "v", new RecordHeaders(), 5, Optional.empty());
    }

    @Test
    void shouldTakeTheWordOfTheFunctionsAndFallBackWhereTheyHaveNone() {
        claims = claims.withFlow(record -> "x".equals(record.value()) ? null : "tenant")
                .withPriority(record -> byFirstLetter(record.value()));
        StageProcessor<String, String> processor = started();
        process(processor, 1, "a", "high");
        process(processor, 2, "b", "low");
        process(processor, 3, "c", "x");

        assertThat(priorities()).containsExactly(Priority.HIGH, Priority.LOW, Priority.NORMAL);
        assertThat(batcher.claims().get(0).flow())
                .isEqualTo("tenant")
                .isEqualTo(batcher.claims().get(1).flow());
        assertThat(batcher.claims().get(2).flow())
                .isEqualTo(batcher.claims().get(2).line());
    }

    @Test
    void shouldSayWhichFunctionFailedAndNothingOfTheRecord() {
        claims = claims.withPriority(record -> Priority.valueOf(String.valueOf(record.value())));
        assertThatThrownBy(() -> claims.of("stage", view(), null))
                .isInstanceOf(TextRefusedException.class)
                .hasMessageContaining("The priority function of 'stage' failed: java.lang.IllegalArgumentException")
                .hasMessageContaining("let it return null")
                .hasMessageNotContaining("No enum");
    }

    @Test
    void shouldMakeWhatAnUrgentRecordWaitsForAsUrgent() {
        claims = claims.withPriority(record -> byFirstLetter(record.value()));
        StageProcessor<String, String> processor = started();
        process(processor, 1, "k", "low 1");
        process(processor, 2, "k", "normal");
        process(processor, 3, "other", "low 2");
        assertThat(priorities()).containsExactly(Priority.NORMAL, Priority.NORMAL, Priority.LOW);

        process(processor, 4, "k", "high");
        process(processor, 5, "k", "low 3");
        assertThat(priorities())
                .containsExactly(Priority.HIGH, Priority.HIGH, Priority.LOW, Priority.HIGH, Priority.LOW);
    }

    @Test
    void shouldMakeNothingMoreUrgentForARecordThatAsksForNothing() {
        claims = claims.withPriority(record -> byFirstLetter(record.value()));
        StageProcessor<String, String> processor = started();
        process(processor, 1, "k", "low");
        process(processor, 2, "k", null);
        assertThat(priorities()).containsExactly(Priority.LOW);
    }
}
