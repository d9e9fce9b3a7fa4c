// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The value of the pending store, version 1, big-endian: version (u8), timestamp (i64), source timestamp (i64), key,
 * value, number of headers (i32), for each its name and its value. Key, value and names are a length (i32, -1 for null)
 * and that many bytes; names are UTF-8. Stateless.
 *
 * <p>A later version is written only by builds that also read the earlier ones. Reading an unknown version, or bytes
 * that end early or late, throws: whoever restores must not go on as if there were nothing.
 */
final class PendingEventCodec {
    static final byte VERSION = 1;

    private static final int NULL = -1;

    private PendingEventCodec() {}

    static byte[] encode(PendingEvent event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + (int) Math.min(event.bytes(), 1 << 20));
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(event.timestamp());
            out.writeLong(event.sourceTimestamp());
            writeBytes(out, event.key());
            writeBytes(out, event.value());
            Header[] headers = event.headers().toArray();
            out.writeInt(headers.length);
            for (Header header : headers) {
                writeBytes(out, header.key().getBytes(StandardCharsets.UTF_8));
                writeBytes(out, header.value());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws UnreadablePendingEventException when the bytes are of another version or damaged
     */
    static PendingEvent decode(EventId id, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (!in.hasRemaining()) {
            throw new UnreadablePendingEventException(id + " is empty");
        }
        int version = Byte.toUnsignedInt(in.get());
        if (version != VERSION) {
            throw new UnreadablePendingEventException(
                    id + " is of version " + version + ", this build reads version " + VERSION);
        }
        require(id, in, 2 * Long.BYTES);
        long timestamp = in.getLong();
        long sourceTimestamp = in.getLong();
        byte[] key = readBytes(id, in);
        byte[] value = readBytes(id, in);
        Headers headers = readHeaders(id, in);
        if (in.hasRemaining()) {
            throw new UnreadablePendingEventException(id + " has " + in.remaining() + " bytes too many");
        }
        return new PendingEvent(id, key, value, headers, timestamp, sourceTimestamp);
    }

    private static Headers readHeaders(EventId id, ByteBuffer in) {
        require(id, in, Integer.BYTES);
        int count = in.getInt();
        if (count < 0) {
            throw new UnreadablePendingEventException(id + " claims " + count + " headers");
        }
        RecordHeaders headers = new RecordHeaders();
        for (int i = 0; i < count; i++) {
            byte[] name = readBytes(id, in);
            if (name == null) {
                throw new UnreadablePendingEventException(id + " has a header without a name");
            }
            headers.add(new String(name, StandardCharsets.UTF_8), readBytes(id, in));
        }
        return headers;
    }

    private static void writeBytes(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
        if (bytes == null) {
            out.writeInt(NULL);
            return;
        }
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte @Nullable [] readBytes(EventId id, ByteBuffer in) {
        require(id, in, Integer.BYTES);
        int length = in.getInt();
        if (length == NULL) {
            return null;
        }
        require(id, in, length);
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static void require(EventId id, ByteBuffer in, int length) {
        if (length < 0 || in.remaining() < length) {
            throw new UnreadablePendingEventException(
                    id + " ends early: " + length + " bytes are wanted and " + in.remaining() + " are left");
        }
    }
}
