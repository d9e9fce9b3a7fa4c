// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.infer;

import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Lines of UTF-8. A line that is not UTF-8 or is too long is refused and the next one is fine; memory never holds more
 * than one line of the allowed size. Not thread-safe.
 */
final class LineSource {
    private static final int BUFFER_BYTES = 1 << 16;

    private final BufferedInputStream in;
    private final int maxBytes;
    private long bytesRead;

    LineSource(InputStream in, int maxBytes) {
        this.in = new BufferedInputStream(in, BUFFER_BYTES);
        this.maxBytes = maxBytes;
    }

    /** The next line, or null at the end of the input. */
    @Nullable
    InputLine next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long length = 0;
        int next = in.read();
        if (next < 0) {
            return null;
        }
        for (; next >= 0 && next != '\n'; next = in.read()) {
            length++;
            if (length <= maxBytes + 1L) { // one more, since it may be a carriage return
                line.write(next);
            }
        }
        bytesRead += length + 1;
        byte[] bytes = line.toByteArray();
        int end = bytes.length > 0 && bytes.length == length && bytes[bytes.length - 1] == '\r'
                ? bytes.length - 1
                : bytes.length;
        return end > maxBytes ? tooLong(length) : decode(ByteBuffer.wrap(bytes, 0, end));
    }

    /** Whether more input is there already, so that reading on would not keep anybody waiting. */
    boolean ready() throws IOException {
        return in.available() > 0;
    }

    /** Bytes that were consumed, line ends included. */
    long bytesRead() {
        return bytesRead;
    }

    private InputLine tooLong(long length) {
        return InputLine.refused(new TextRefusedException(
                RefusalCode.TEXT_TOO_LONG,
                "the line has " + length + " bytes; at most " + maxBytes
                        + " are allowed (milena.text.max.bytes). Split the text."));
    }

    private static InputLine decode(ByteBuffer bytes) {
        try {
            return InputLine.of(
                    StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException e) {
            return InputLine.refused(new TextRefusedException(
                    RefusalCode.MALFORMED_TEXT,
                    "the line is not UTF-8 at byte " + bytes.position() + " of it; convert the input, for example with"
                            + " iconv."));
        }
    }
}
