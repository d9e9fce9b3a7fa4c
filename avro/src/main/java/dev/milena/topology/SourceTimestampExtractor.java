// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.jspecify.annotations.Nullable;

/**
 * Takes a record's own timestamp. A negative one, which Streams would skip or die of, is replaced by the time of the
 * partition so far, or else by the wall clock; the original travels on as a mark among the record's headers, which no
 * sender can forge because it is told by its class, and which {@link #withoutMark} takes off again. Any thread.
 */
final class SourceTimestampExtractor implements TimestampExtractor {

    private final LongSupplier wallClockMillis;

    SourceTimestampExtractor() {
        this(System::currentTimeMillis);
    }

    SourceTimestampExtractor(LongSupplier wallClockMillis) {
        this.wallClockMillis = wallClockMillis;
    }

    @Override
    public long extract(ConsumerRecord<Object, Object> consumed, long partitionTime) {
        if (consumed.timestamp() >= 0) {
            return consumed.timestamp();
        }
        consumed.headers().add(new OriginalTimestamp(consumed.timestamp()));
        return partitionTime >= 0 ? partitionTime : wallClockMillis.getAsLong();
    }

    /** The timestamp that the record came with, where it was replaced; else null. */
    static @Nullable Long mark(Headers headers) {
        for (Header header : headers) {
            if (header instanceof OriginalTimestamp mark) {
                return mark.timestamp();
            }
        }
        return null;
    }

    /** A copy of the headers as the sender wrote them. */
    static Headers withoutMark(Headers headers) {
        RecordHeaders sent = new RecordHeaders();
        for (Header header : headers) {
            if (!(header instanceof OriginalTimestamp)) {
                sent.add(header);
            }
        }
        return sent;
    }

    private record OriginalTimestamp(long timestamp) implements Header {

        @Override
        public String key() {
            return "milena.original.timestamp";
        }

        @Override
        public byte[] value() {
            return ByteBuffer.allocate(Long.BYTES).putLong(timestamp).array();
        }
    }
}
