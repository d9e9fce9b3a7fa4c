// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.infer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LineSourceTest {

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
        assertThat(refusal).hasMessageContaining("not UTF-8 at byte 2");
        assertThat(refusal.code()).isEqualTo(RefusalCode.MALFORMED_TEXT);
    }

    @Test
    void shouldRefuseOnlyTheLineThatIsTooLong() throws IOException {
        List<InputLine> lines = lines("12345\r\n123456\n1\n".getBytes(StandardCharsets.UTF_8), 5);

        assertThat(lines).extracting(InputLine::text).containsExactly("12345", "", "1");
        assertThat(lines.get(1).refusal()).isNotNull().hasMessageContaining("6 bytes; at most 5");
    }

    @Test
    void shouldRefuseALineOfAFewTooManyBytesThatEndsInACarriageReturn() throws IOException {
        List<InputLine> lines = lines("1234567\r\n".getBytes(StandardCharsets.UTF_8), 5);

        assertThat(lines.get(0).refusal()).isNotNull();
    }

    @Test
    void shouldCountBytes() throws IOException {
        LineSource source = new LineSource(new ByteArrayInputStream("ab\ncd\n".getBytes(StandardCharsets.UTF_8)), 10);
        source.next();

        assertThat(source.bytesRead()).isEqualTo(3);
        assertThat(source.ready()).isTrue();
    }

    private static List<String> texts(String input, int maxBytes) throws IOException {
        return lines(input.getBytes(StandardCharsets.UTF_8), maxBytes).stream()
                .map(InputLine::text)
                .toList();
    }

    private static List<InputLine> lines(byte[] input, int maxBytes) throws IOException {
        LineSource source = new LineSource(new ByteArrayInputStream(input), maxBytes);
        List<InputLine> lines = new ArrayList<>();
        for (InputLine line = source.next(); line != null; line = source.next()) {
            lines.add(line);
        }
        return lines;
    }
}
