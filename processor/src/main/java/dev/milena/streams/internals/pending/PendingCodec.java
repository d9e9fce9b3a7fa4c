// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.pending;

import dev.milena.streams.record.SourceCoordinates;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an entry of the pending store. Big-endian; a string is a length (i32) and its UTF-8, bytes are a length
 * (i32, -1 for null) and themselves.
 *
 * <p>Version 2: version (u8), flags (u8: 1 coordinates follow, 2 the identity is repeatable, 4 headers of the serde follow),
 * timestamp (i64), identity (string), coordinates (topic as string, partition i32, offset i64), key, value, headers (count
 * i32, then name and value each), headers of the serde. The entry's key is 1 (u8) and its place in the order of the task
 * (i64), so that a scan yields the records in the order in which they came.
 *
 * <p>Version 1, which older builds wrote and this one reads: version (u8), timestamp (i64), original timestamp (i64), key,
 * value, headers. Its key is the topic (length u16, UTF-8), partition (i32) and offset (i64): it sorts before every entry of
 * version 2. Stateless.
 */
public final class PendingCodec {
    static final int VERSION = 2;
    private static final int VERSION_WITHOUT_IDENTITY = 1;
    private static final byte ORDERED_KEY = 1;
    private static final String ORIGINAL_TIMESTAMP = "milena.original.timestamp";
    private static final int NULL = -1;
    private static final int HAS_SOURCE = 1;
    private static final int IS_REPEATABLE = 2;
    private static final int HAS_SERDE_HEADERS = 4;

    private PendingCodec() {}

    /** The key of the entry at that place in the order of the task. */
    static Bytes key(long sequence) {
        return Bytes.wrap(ByteBuffer.allocate(1 + Long.BYTES)
                .put(ORDERED_KEY)
                .putLong(sequence)
                .array());
    }

    /** The place of a key in the order of the task; -1 for a key of version 1, which has none. */
    static long sequence(Bytes key) {
        ByteBuffer in = ByteBuffer.wrap(key.get());
        if (in.remaining() == 1 + Long.BYTES && in.get() == ORDERED_KEY) {
            return in.getLong();
        }
        return -1;
    }

    static byte[] encode(StoredRecord record) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        SourceCoordinates source = record.source();
        Headers serdeHeaders = record.serdeHeaders();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeByte((source == null ? 0 : HAS_SOURCE)
                    | (record.identity().isRepeatable() ? IS_REPEATABLE : 0)
                    | (serdeHeaders == null ? 0 : HAS_SERDE_HEADERS));
            out.writeLong(record.timestamp());
            writeString(out, record.identity().name());
            if (source != null) {
                writeString(out, source.topic());
                out.writeInt(source.partition());
                out.writeLong(source.offset());
            }
            writeBytes(out, record.key());
            writeBytes(out, record.value());
            writeHeaders(out, record.headers());
            if (serdeHeaders != null) {
                writeHeaders(out, serdeHeaders);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads an entry of either version.
     *
     * @throws UnreadablePendingException when the bytes are neither
     */
    static StoredRecord decode(Bytes key, byte[] envelope) {
        Reader in = new Reader(ByteBuffer.wrap(envelope), "one of " + envelope.length + " bytes");
        int version = in.unsignedByte();
        StoredRecord record =
                switch (version) {
                    case VERSION -> current(in);
                    case VERSION_WITHOUT_IDENTITY -> older(key, in);
                    default ->
                        throw new UnreadablePendingException(
                                "it is of version " + version + ", this build reads versions 1 to " + VERSION);
                };
        in.requireEnd();
        return record;
    }

    private static StoredRecord current(Reader in) {
        int flags = in.unsignedByte();
        long timestamp = in.int64();
        RecordIdentity identity = new RecordIdentity(in.string(), (flags & IS_REPEATABLE) != 0);
        SourceCoordinates source =
                (flags & HAS_SOURCE) == 0 ? null : new SourceCoordinates(in.string(), in.int32(), in.int64());
        return new StoredRecord(
                identity,
                source,
                timestamp,
                in.bytes(),
                in.bytes(),
                in.headers(),
                (flags & HAS_SERDE_HEADERS) == 0 ? null : in.headers());
    }

    private static StoredRecord older(Bytes key, Reader in) {
        SourceCoordinates source = coordinates(key);
        long timestamp = in.int64();
        long original = in.int64();
        byte[] recordKey = in.bytes();
        byte[] value = in.bytes();
        Headers headers = in.headers();
        return new StoredRecord(
                new RecordIdentity(source.toString(), true),
                source,
                timestamp,
                recordKey,
                value,
                headers,
                original == timestamp ? null : withOriginal(headers, original));
    }

    /** Where the serde of the built-in events reads a timestamp that Kafka Streams could not take. */
    private static Headers withOriginal(Headers headers, long original) {
        RecordHeaders more = new RecordHeaders(headers.toArray());
        more.add(
                ORIGINAL_TIMESTAMP,
                ByteBuffer.allocate(Long.BYTES).putLong(original).array());
        return more;
    }

    private static SourceCoordinates coordinates(Bytes key) {
        ByteBuffer buffer = ByteBuffer.wrap(key.get());
        int fixed = Short.BYTES + Integer.BYTES + Long.BYTES;
        if (buffer.remaining() < fixed) {
            throw new UnreadablePendingException("a key of " + buffer.remaining() + " bytes is too short");
        }
        byte[] name = new byte[Short.toUnsignedInt(buffer.getShort())];
        if (buffer.remaining() != name.length + Integer.BYTES + Long.BYTES) {
            throw new UnreadablePendingException(
                    "a key of " + key.get().length + " bytes contradicts the length of its topic name, " + name.length);
        }
        buffer.get(name);
        return new SourceCoordinates(new String(name, StandardCharsets.UTF_8), buffer.getInt(), buffer.getLong());
    }

    private static void writeString(DataOutputStream out, String string) throws IOException {
        writeBytes(out, string.getBytes(StandardCharsets.UTF_8));
    }

    private static void writeBytes(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
        if (bytes == null) {
            out.writeInt(NULL);
            return;
        }
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static void writeHeaders(DataOutputStream out, Headers headers) throws IOException {
        Header[] all = headers.toArray();
        out.writeInt(all.length);
        for (Header header : all) {
            writeString(out, header.key());
            writeBytes(out, header.value());
        }
    }

    /** Reads what was written, and says where it ends early. */
    private record Reader(ByteBuffer in, String what) {
        int unsignedByte() {
            require(1);
            return Byte.toUnsignedInt(in.get());
        }

        int int32() {
            require(Integer.BYTES);
            return in.getInt();
        }

        long int64() {
            require(Long.BYTES);
            return in.getLong();
        }

        byte @Nullable [] bytes() {
            int length = int32();
            if (length == NULL) {
                return null;
            }
            require(length);
            byte[] bytes = new byte[length];
            in.get(bytes);
            return bytes;
        }

        String string() {
            byte[] bytes = bytes();
            if (bytes == null) {
                throw new UnreadablePendingException(what + " has no name where one must be");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }

        Headers headers() {
            int count = int32();
            if (count < 0) {
                throw new UnreadablePendingException(what + " claims " + count + " headers");
            }
            RecordHeaders headers = new RecordHeaders();
            for (int i = 0; i < count; i++) {
                headers.add(string(), bytes());
            }
            return headers;
        }

        void requireEnd() {
            if (in.hasRemaining()) {
                throw new UnreadablePendingException(what + " has " + in.remaining() + " bytes too many");
            }
        }

        private void require(int length) {
            if (length < 0 || in.remaining() < length) {
                throw new UnreadablePendingException(
                        what + " ends early: " + length + " bytes are wanted and " + in.remaining() + " are left");
            }
        }
    }
}
