// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;

/**
 * Where an event came from, which is also its key in the pending store. The bytes sort by offset within a partition, so
 * that a scan of the store yields each partition in order; writing the same event twice overwrites it. Immutable.
 *
 * @param topic source topic
 * @param partition source partition, from 0
 * @param offset source offset, from 0
 */
record EventId(String topic, int partition, long offset) {
    private static final int FIXED_BYTES = Short.BYTES + Integer.BYTES + Long.BYTES;
    private static final int MAX_TOPIC_BYTES = 0xFFFF;

    /** Topic length (u16), topic (UTF-8), partition (i32), offset (i64), all big-endian. */
    Bytes toBytes() {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        if (name.length > MAX_TOPIC_BYTES) {
            throw new IllegalArgumentException("A topic name of " + name.length + " bytes does not fit an event id;"
                    + " at most " + MAX_TOPIC_BYTES + " do");
        }
        return Bytes.wrap(ByteBuffer.allocate(FIXED_BYTES + name.length)
                .putShort((short) name.length)
                .put(name)
                .putInt(partition)
                .putLong(offset)
                .array());
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @throws UnreadablePendingEventException when the bytes are no id
     */
    static EventId fromBytes(Bytes bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes.get());
        if (buffer.remaining() < FIXED_BYTES) {
            throw new UnreadablePendingEventException("a key of " + buffer.remaining() + " bytes is too short");
        }
        byte[] name = new byte[Short.toUnsignedInt(buffer.getShort())];
        if (buffer.remaining() != name.length + Integer.BYTES + Long.BYTES) {
            throw new UnreadablePendingEventException("a key of " + bytes.get().length
                    + " bytes contradicts the length of its topic name, " + name.length);
        }
        buffer.get(name);
        return new EventId(new String(name, StandardCharsets.UTF_8), buffer.getInt(), buffer.getLong());
    }

    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
