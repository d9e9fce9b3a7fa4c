// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.windows;

import dev.milena.streams.record.SourceCoordinates;
import dev.milena.streams.windows.TextWindow;
import dev.milena.streams.windows.WindowedText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The values of the store of windows, and of windows that models are asked about. Each begins with the version of its layout
 * (u8, 1 today); numbers are big-endian, a string is a length (i32) and its UTF-8. Stateless.
 */
final class WindowCodec {
    private static final int VERSION = 1;

    private WindowCodec() {}

    @FunctionalInterface
    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    @FunctionalInterface
    private interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    static byte[] encode(Clock clock) {
        return write(out -> {
            out.writeLong(clock.streamTime());
            out.writeLong(clock.sequence());
        });
    }

    static Clock clock(byte[] bytes) {
        return read(bytes, in -> new Clock(in.readLong(), in.readLong()));
    }

    static byte[] encode(Usage usage) {
        return write(out -> {
            out.writeLong(usage.texts());
            out.writeLong(usage.bytes());
            out.writeLong(usage.firstTimestamp());
            out.writeLong(usage.firstSequence());
        });
    }

    static Usage usage(byte[] bytes) {
        return read(bytes, in -> new Usage(in.readLong(), in.readLong(), in.readLong(), in.readLong()));
    }

    static byte[] encode(OpenWindow window) {
        return write(out -> {
            out.writeLong(window.start());
            out.writeLong(window.end());
            out.writeLong(window.closesAt());
            out.writeLong(window.last());
            out.writeLong(window.lastSequence());
            out.writeLong(window.records());
            out.writeLong(window.unreadable());
            out.writeInt(window.edition());
            out.writeLong(window.toldRecords());
            out.writeLong(window.toldAt());
        });
    }

    static OpenWindow window(byte[] bytes) {
        return read(
                bytes,
                in -> new OpenWindow(
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readInt(),
                        in.readLong(),
                        in.readLong()));
    }

    static byte[] encode(StoredText text) {
        return write(out -> {
            writeSource(out, text.source());
            writeString(out, text.text());
        });
    }

    static StoredText text(Bytes key, byte[] bytes) {
        return read(bytes, in -> {
            SourceCoordinates source = readSource(in);
            return new StoredText(WindowKeys.number(key, 2), WindowKeys.number(key, 1), readString(in), source);
        });
    }

    static byte[] encode(Story story) {
        return write(out -> {
            out.writeLong(story.expiresAt());
            writeString(out, story.text());
        });
    }

    static Story story(byte[] bytes) {
        return read(bytes, in -> new Story(in.readLong(), readString(in)));
    }

    static byte[] encode(TextWindow window) {
        return write(out -> {
            out.writeLong(window.start());
            out.writeLong(window.end());
            out.writeInt(window.edition());
            out.writeBoolean(window.isFinal());
            out.writeLong(window.records());
            out.writeLong(window.unreadable());
            out.writeLong(window.repeated());
            out.writeLong(window.dropped());
            out.writeBoolean(window.story() != null);
            if (window.story() != null) {
                writeString(out, window.story());
            }
            out.writeInt(window.texts().size());
            for (WindowedText text : window.texts()) {
                out.writeLong(text.timestamp());
                writeSource(out, text.source().orElse(null));
                writeString(out, text.text());
            }
        });
    }

    static TextWindow textWindow(byte[] bytes) {
        return read(bytes, in -> {
            long start = in.readLong();
            long end = in.readLong();
            int edition = in.readInt();
            boolean isFinal = in.readBoolean();
            long records = in.readLong();
            long unreadable = in.readLong();
            long repeated = in.readLong();
            long dropped = in.readLong();
            String story = in.readBoolean() ? readString(in) : null;
            int count = in.readInt();
            List<WindowedText> texts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                long timestamp = in.readLong();
                Optional<SourceCoordinates> source = Optional.ofNullable(readSource(in));
                texts.add(new WindowedText(readString(in), timestamp, source));
            }
            return new TextWindow(start, end, edition, isFinal, records, unreadable, repeated, dropped, story, texts);
        });
    }

    private static byte[] write(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static <T> T read(byte[] bytes, Reading<T> reading) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new IllegalStateException("The store of windows holds an entry of layout " + version
                        + ", this build reads " + VERSION
                        + "; go back to the build that wrote it, let its windows close, and start this one then");
            }
            return reading.from(in);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The store of windows holds an entry of " + bytes.length + " bytes that ends too early", e);
        }
    }

    private static void writeString(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readString(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    private static void writeSource(DataOutputStream out, @Nullable SourceCoordinates source) throws IOException {
        out.writeBoolean(source != null);
        if (source != null) {
            writeString(out, source.topic());
            out.writeInt(source.partition());
            out.writeLong(source.offset());
        }
    }

    private static @Nullable SourceCoordinates readSource(DataInputStream in) throws IOException {
        return in.readBoolean() ? new SourceCoordinates(readString(in), in.readInt(), in.readLong()) : null;
    }
}
