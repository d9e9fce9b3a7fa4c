// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.lines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.app.CommandFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LineSourceTest {
    private final List<String> remarks = new ArrayList<>();

    @Test
    void shouldEndALineAtALineFeedWithOrWithoutCarriageReturn() throws IOException {
        assertThat(texts("one\r\ntwo\n\nfour", 10)).containsExactly("one", "two", "", "four");
    }

    @Test
    void shouldReadUtf8BeyondTheBasicPlane() throws IOException {
        assertThat(texts("Grüße 😀\n", 20)).containsExactly("Grüße 😀");
    }

    @Test
    void shouldRefuseOnlyTheLineThatIsNotUtf8() throws IOException {
        byte[] bytes = "good\nca?e\ngood".getBytes(StandardCharsets.UTF_8);
        bytes[7] = (byte) 0xE9;
        List<InputLine> lines = lines(bytes, 10);

        assertThat(lines).extracting(InputLine::text).containsExactly("good", "", "good");
        TextRefusedException refusal = Objects.requireNonNull(lines.get(1).refusal());
        assertThat(refusal).hasMessageContaining("line 2 is not UTF-8 at byte 2");
        assertThat(refusal.code()).isEqualTo(RefusalCode.MALFORMED_TEXT);
    }

    @Test
    void shouldRefuseOnlyTheLineThatIsTooLong() throws IOException {
        List<InputLine> lines = lines("12345\r\n123456\n1\n".getBytes(StandardCharsets.UTF_8), 5);

        assertThat(lines).extracting(InputLine::text).containsExactly("12345", "", "1");
        assertThat(lines.get(1).refusal()).isNotNull().hasMessageContaining("line 2 has 6 bytes; at most 5");
    }

    @Test
    void shouldRefuseALineOfAFewTooManyBytesThatEndsInACarriageReturn() throws IOException {
        List<InputLine> lines = lines("1234567\r\n".getBytes(StandardCharsets.UTF_8), 5);

        assertThat(lines.get(0).refusal()).isNotNull();
    }

    @Test
    void shouldCountBytes() throws IOException {
        LineSource source = source("ab\ncd\n".getBytes(StandardCharsets.UTF_8), 10);
        source.next();

        assertThat(source.bytesRead()).isEqualTo(3);
        assertThat(source.ready()).isTrue();
    }

    @Test
    void shouldKeepACarriageReturnThatEndsNoLine() throws IOException {
        assertThat(texts("one\rtwo\r\r\nlast\r", 20)).containsExactly("one\rtwo\r", "last\r");
    }

    @Test
    void shouldKeepEveryOtherCharacterOfALine() throws IOException {
        assertThat(texts("\0\n\u2028\u0085\f\n \uFEFFb \n\uFFFD", 20))
                .containsExactly("\0", "\u2028\u0085\f", " \uFEFFb ", "\uFFFD");
    }

    @Test
    void shouldTakeAByteOrderMarkForNoTextAndSaySo() throws IOException {
        assertThat(texts("\uFEFFone\n\uFEFFtwo", 20)).containsExactly("one", "\uFEFFtwo");
        assertThat(remarks).singleElement().asString().startsWith("standard input begins with a byte order mark");
        assertThat(texts("\uFEFF", 20)).isEmpty();
        assertThat(lines(new byte[] {(byte) 0xEF, (byte) 0xBB, '\n'}, 20))
                .singleElement()
                .satisfies(line -> assertThat(line.refusal()).isNotNull());
    }

    @Test
    void shouldRefuseUtf16ByName() {
        assertThatThrownBy(() -> lines("a\n".getBytes(StandardCharsets.UTF_16), 20))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("standard input is UTF-16")
                .hasMessageContaining("iconv");
    }

    @Test
    void shouldNameTheInputThatCannotBeRead() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Is a directory");
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                return read();
            }
        };

        assertThatThrownBy(() -> new LineSource(broken, "standard input", new LineLimit(1, "x"), remarks::add).next())
                .isInstanceOf(IOException.class)
                .hasMessage("standard input cannot be read (Is a directory).");
    }

    private LineSource source(byte[] input, int maxBytes) {
        return new LineSource(
                new ByteArrayInputStream(input),
                "standard input",
                new LineLimit(maxBytes, "milena.text.max.bytes"),
                remarks::add);
    }

    private List<String> texts(String input, int maxBytes) throws IOException {
        return lines(input.getBytes(StandardCharsets.UTF_8), maxBytes).stream()
                .map(InputLine::text)
                .toList();
    }

    private List<InputLine> lines(byte[] input, int maxBytes) throws IOException {
        LineSource source = source(input, maxBytes);
        List<InputLine> lines = new ArrayList<>();
        for (InputLine line = source.next(); line != null; line = source.next()) {
            lines.add(line);
        }
        return lines;
    }
}
