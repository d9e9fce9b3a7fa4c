// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a record's own timestamp. A negative one, which Streams would skip or die of, is replaced by the time of the
 * partition so far, or else by the wall clock; one that an output topic would refuse, by the wall clock. The original travels on as a mark among the record's headers, which no
 * sender can forge because it is told by its class, and which {@link #withoutMark} takes off again. Any thread.
 */
final class SourceTimestampExtractor implements TimestampExtractor {

    private static final Logger log = LoggerFactory.getLogger(SourceTimestampExtractor.class);

    /** Clocks differ: the broker's decides. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final long mostAheadMillis;
    private final long mostBehindMillis;
    private final LongSupplier wallClockMillis;
    private final AtomicBoolean said = new AtomicBoolean();

    /**
     * @param mostAhead how far the output topics let a timestamp lie in the future
     * @param mostBehind how far they let it lie in the past
     */
    SourceTimestampExtractor(Duration mostAhead, Duration mostBehind) {
        this(mostAhead, mostBehind, System::currentTimeMillis);
    }

    SourceTimestampExtractor(Duration mostAhead, Duration mostBehind, LongSupplier wallClockMillis) {
        this.mostAheadMillis = within(mostAhead);
        this.mostBehindMillis = within(mostBehind);
        this.wallClockMillis = wallClockMillis;
    }

    private static long within(Duration limit) {
        return limit.compareTo(MARGIN.multipliedBy(2)) > 0 ? limit.minus(MARGIN).toMillis() : limit.toMillis() / 2;
    }

    @Override
    public long extract(ConsumerRecord<Object, Object> consumed, long partitionTime) {
        long now = wallClockMillis.getAsLong();
        if (consumed.timestamp() >= 0) {
            return isTaken(consumed.timestamp(), now) ? consumed.timestamp() : mended(consumed, now);
        }
        consumed.headers().add(new OriginalTimestamp(consumed.timestamp()));
        return isTaken(partitionTime, now) ? partitionTime : now;
    }

    private boolean isTaken(long timestamp, long now) {
        return timestamp >= 0 && timestamp <= now + mostAheadMillis && timestamp >= now - mostBehindMillis;
    }

    private long mended(ConsumerRecord<Object, Object> consumed, long now) {
        if (said.compareAndSet(false, true)) {
            log.warn(
                    "The timestamp {} of {}-{}@{} is one that an output topic would refuse (at most {} ms ahead and {} ms"
                            + " behind): its outputs get the present time, and say the timestamp of the event. This is"
                            + " said once",
                    consumed.timestamp(),
                    consumed.topic(),
                    consumed.partition(),
                    consumed.offset(),
                    mostAheadMillis,
                    mostBehindMillis);
        }
        consumed.headers().add(new OriginalTimestamp(consumed.timestamp()));
        return now;
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
