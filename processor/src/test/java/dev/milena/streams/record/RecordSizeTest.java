// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.internal.AbstractRecords;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.junit.jupiter.api.Test;

class RecordSizeTest {

    /** The producer compares its own estimate with max.request.size; ours must never be the smaller one. */
    @Test
    void shouldNeverBeBelowTheProducersOwnEstimate() {
        for (int size : new int[] {0, 1, 127, 128, 16_384, 1_000_000}) {
            for (Header[] headers : new Header[][] {
                {},
                {new RecordHeader("näme", new byte[size])},
                {new RecordHeader("a", null), new RecordHeader("b", new byte[3])}
            }) {
                byte[] key = size % 2 == 0 ? null : new byte[size];
                byte[] value = new byte[size];
                int producers = AbstractRecords.estimateSizeInBytesUpperBound(
                        RecordBatch.CURRENT_MAGIC_VALUE, CompressionType.NONE, key, value, headers);

                assertThat(RecordSize.upperBound(key, value, new RecordHeaders(headers)))
                        .isBetween((long) producers, producers + 128L);
            }
        }
        assertThat(Compression.NONE).isNotNull();
    }
}
