// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.record;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Upper bound of what a record alone in an uncompressed batch takes on the wire, which is what a producer compares with
 * {@code max.request.size} and a broker with {@code max.message.bytes}. Format: Kafka's record batch of magic 2.
 */
public final class RecordSize {
    private static final int BATCH_OVERHEAD = 61;
    private static final int MAX_VARINT = 5;
    private static final int MAX_VARLONG = 10;
    private static final int RECORD_OVERHEAD = MAX_VARINT + 1 + MAX_VARLONG + 4 * MAX_VARINT;

    private RecordSize() {}

    /** Bytes, at most {@link Long#MAX_VALUE}; the real size is never larger. */
    public static long upperBound(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        long size = BATCH_OVERHEAD + RECORD_OVERHEAD + length(key) + length(value);
        for (Header header : headers) {
            size += 2 * MAX_VARINT + header.key().getBytes(StandardCharsets.UTF_8).length + length(header.value());
        }
        return size;
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
