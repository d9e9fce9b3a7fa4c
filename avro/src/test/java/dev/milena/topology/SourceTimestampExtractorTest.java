// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class SourceTimestampExtractorTest {
    private final SourceTimestampExtractor extractor =
            new SourceTimestampExtractor(RecordLimits.UNLIMITED, RecordLimits.UNLIMITED, () -> 5_000);
    private final RecordHeaders headers = new RecordHeaders();

    @Test
    void shouldTakeTheRecordsOwnTimestampWhenItIsValid() {
        assertThat(extractor.extract(record(0), 77)).isZero();
        assertThat(extractor.extract(record(42), 77)).isEqualTo(42);
        assertThat(headers.toArray()).isEmpty();
    }

    @Test
    void shouldTakeThePartitionsTimeWhenTheTimestampIsNegative() {
        assertThat(extractor.extract(record(-1), 77)).isEqualTo(77);
    }

    @Test
    void shouldTakeTheWallClockWhenTheFirstTimestampIsNegative() {
        assertThat(extractor.extract(record(-9), -1)).isEqualTo(5_000);
    }

    @Test
    void shouldRememberTheOriginalWhenItWasReplaced() {
        headers.add("mine", new byte[] {1});
        assertThat(extractor.extract(record(-9), 77)).isEqualTo(77);
        Headers asStreamsPassesThemOn = new RecordHeaders(headers);

        assertThat(SourceTimestampExtractor.mark(asStreamsPassesThemOn)).isEqualTo(-9);
        assertThat(SourceTimestampExtractor.withoutMark(asStreamsPassesThemOn).toArray())
                .extracting(header -> header.key())
                .containsExactly("mine");
    }

    /** An output topic that takes an hour ahead would refuse it, and the job would die of it, start by start. */
    @Test
    void shouldTakeTheWallClockWhenAnOutputTopicWouldRefuseTheTimestamp() {
        long now = Duration.ofDays(10_000).toMillis();
        SourceTimestampExtractor strict =
                new SourceTimestampExtractor(Duration.ofHours(1), Duration.ofDays(7), () -> now);
        long tomorrow = now + Duration.ofDays(1).toMillis();
        long lastMonth = now - Duration.ofDays(30).toMillis();

        assertThat(strict.extract(record(now + 60_000), 77)).isEqualTo(now + 60_000);
        assertThat(headers.toArray()).isEmpty();
        assertThat(strict.extract(record(tomorrow), 77)).isEqualTo(now);
        assertThat(SourceTimestampExtractor.mark(headers)).isEqualTo(tomorrow);
        assertThat(strict.extract(record(lastMonth), 77)).isEqualTo(now);
        assertThat(strict.extract(record(now - 60_000), 77)).isEqualTo(now - 60_000);
        assertThat(strict.extract(record(-1), tomorrow))
                .as("a partition's time may be refused, too")
                .isEqualTo(now);
    }

    @Test
    void shouldNotBeFooledWhenASenderForgesTheMark() {
        headers.add("milena.original.timestamp", new byte[8]);

        assertThat(SourceTimestampExtractor.mark(headers)).isNull();
        assertThat(SourceTimestampExtractor.withoutMark(headers).toArray()).hasSize(1);
    }

    private ConsumerRecord<Object, Object> record(long timestamp) {
        return new ConsumerRecord<>(
                "t", 0, 0, timestamp, TimestampType.CREATE_TIME, 0, 0, "k", "v", headers, Optional.empty());
    }
}
