// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.lines;

import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.app.CommandFailure;
import dev.milena.app.ExitCode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lines of UTF-8. A line ends with a line feed, or a carriage return and a line feed; a carriage return alone is part of
 * the text. A line that is not UTF-8 or is too long is refused and the next one is fine; memory never holds more than one
 * line of the allowed size. A byte order mark at the very start is the sign of the encoding and no text, which is said; one
 * of UTF-16 ends the command. Not thread-safe.
 */
public final class LineSource {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int[] MARK = {0xEF, 0xBB, 0xBF};
    private static final int NOTHING = -2;

    private final BufferedInputStream in;
    private final String name;
    private final LineLimit limit;
    private final Consumer<String> remarks;
    private final int lineEnd;
    private long number;
    private long bytesRead;

    /**
     * The lines of a stream.
     *
     * @param name what it is, for people, such as {@code standard input}
     * @param remarks hears what a person may want to know and no line is lost by
     */
    public LineSource(InputStream in, String name, LineLimit limit, Consumer<String> remarks) {
        this(in, name, limit, remarks, '\n');
    }

    private LineSource(InputStream in, String name, LineLimit limit, Consumer<String> remarks, int lineEnd) {
        this.lineEnd = lineEnd;
        this.in = new BufferedInputStream(in, BUFFER_BYTES);
        this.name = name;
        this.limit = limit;
        this.remarks = remarks;
    }

    /** The whole stream as one line, whatever line ends are in it. */
    public static LineSource whole(InputStream in, String name, LineLimit limit, Consumer<String> remarks) {
        return new LineSource(in, name, limit, remarks, NOTHING);
    }

    /**
     * The next line, or null at the end of the input.
     *
     * @throws CommandFailure when the input is UTF-16
     * @throws IOException when it cannot be read
     */
    public @Nullable InputLine next() throws IOException {
        try {
            if (number == 0) {
                skipMark();
            }
            return read();
        } catch (IOException e) {
            throw new IOException(name + " cannot be read (" + e.getMessage() + ").", e);
        }
    }

    private @Nullable InputLine read() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long length = 0;
        int next = in.read();
        if (next < 0) {
            return null;
        }
        number++;
        for (; next >= 0 && next != lineEnd; next = in.read()) {
            length++;
            if (length <= limit.bytes() + 1L) { // one more, since it may be a carriage return
                line.write(next);
            }
        }
        bytesRead += length + 1;
        byte[] bytes = line.toByteArray();
        int end = bytes.length > 0 && next == '\n' && bytes.length == length && bytes[bytes.length - 1] == '\r'
                ? bytes.length - 1
                : bytes.length;
        return end > limit.bytes() ? tooLong(length) : decode(ByteBuffer.wrap(bytes, 0, end));
    }

    /** Byte by byte: a person who typed one letter and a line end waits for an answer. */
    private void skipMark() throws IOException {
        in.mark(MARK.length);
        int first = in.read();
        if (first == 0xFE || first == 0xFF) {
            refuseUtf16(first, in.read());
        }
        boolean marked = first == MARK[0] && in.read() == MARK[1] && in.read() == MARK[2];
        if (marked) {
            bytesRead += MARK.length;
            remarks.accept(name + " begins with a byte order mark, which is the sign of the encoding and no part of the"
                    + " first line.");
        } else {
            in.reset();
        }
    }

    private void refuseUtf16(int first, int second) {
        if (first + second == 0xFE + 0xFF) {
            throw new CommandFailure(
                    ExitCode.INCOMPLETE,
                    name
                            + " is UTF-16, as its byte order mark says; texts are UTF-8. Convert it, for example with iconv"
                            + " -f UTF-16 -t UTF-8.");
        }
    }

    /** Whether more input is there already, so that reading on would not keep anybody waiting. */
    public boolean ready() throws IOException {
        return in.available() > 0;
    }

    /** Bytes that were consumed, line ends included. */
    public long bytesRead() {
        return bytesRead;
    }

    private String what() {
        return lineEnd == NOTHING ? name : "line " + number;
    }

    private InputLine tooLong(long length) {
        return InputLine.refused(
                number,
                new TextRefusedException(
                        RefusalCode.TEXT_TOO_LONG,
                        what() + " has " + length + " bytes; at most " + limit.bytes() + " are allowed ("
                                + limit.setting() + "). Split the text."));
    }

    private InputLine decode(ByteBuffer bytes) {
        try {
            return InputLine.of(
                    number, StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException e) {
            return InputLine.refused(
                    number,
                    new TextRefusedException(
                            RefusalCode.MALFORMED_TEXT,
                            what() + " is not UTF-8 at byte " + bytes.position()
                                    + " of it; convert the input, for example with iconv."));
        }
    }
}
