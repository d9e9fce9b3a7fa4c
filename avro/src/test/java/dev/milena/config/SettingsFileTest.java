// SPDX-License-Identifier: Apache-2.0
package dev.milena.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsFileTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void shouldReadTheFirstLineBehindAByteOrderMark() throws IOException {
        assertThat(read("\uFEFFa=1\nb=2\n")).containsExactlyInAnyOrderEntriesOf(Map.of("a", "1", "b", "2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=1\nb : 2\r\nc 3\rd",
                "a = one \\\n   two \\\n three\nb=2",
                "# a=1 \\\nb=2\n! \\q\n  #c=\\q\n\n   \nd=4",
                "a\\ b=1\na\\=c=2\na\\:d=x\\\\\nb=\\u0041\\t\\n\\r\\f\\\"",
                "jaas=required \\\n username=\"a\" \\\n password=\"b\\\\\\\\c\";",
                "a=1\\"
            })
    void shouldReadWhatPropertiesRead(String text) throws IOException {
        Properties expected = new Properties();
        expected.load(new StringReader(text));

        Map<String, String> read = read(text);

        assertThat(read.keySet()).isEqualTo(expected.stringPropertyNames());
        read.forEach((key, value) ->
                assertThat(value).isEqualTo(expected.getProperty(key).strip()));
    }

    @ParameterizedTest
    @CsvSource({
        "'a=1\nb=2\na=3',line 3,a is set in line 1 already",
        "'a=1\n\na = \\\n 1',line 3,a is set in line 1 already",
        "'x=1\npath=C:\\models',line 2,\\m is no escape",
        "'x=1 \\\n C:\\1',line 2,\\1 is no escape",
        "'x=\\u12',line 1,four hexadecimal digits"
    })
    void shouldNameTheLineThatWouldBeMended(String text, String line, String problem) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("a.properties", line, problem);
    }

    @Test
    void shouldNameTheLineThatIsNotUtf8() throws IOException {
        Path file = folder.resolve("a.properties");
        Files.write(file, new byte[] {'a', '=', '1', '\n', 'b', '=', (byte) 0xFC, '\n'});

        assertThatThrownBy(() -> SettingsFile.read(file)).hasMessageContaining("is not UTF-8 in line 2");

        Files.writeString(file, "a=1\n", StandardCharsets.UTF_16);
        assertThatThrownBy(() -> SettingsFile.read(file)).hasMessageContaining("is not UTF-8 in line 1");

        Files.writeString(file, "a=1\n", StandardCharsets.UTF_16LE);
        assertThatThrownBy(() -> SettingsFile.read(file)).hasMessageContaining("line 1: there is a NUL character");
    }

    private Map<String, String> read(String text) throws IOException {
        return SettingsFile.read(Files.writeString(folder.resolve("a.properties"), text));
    }
}
