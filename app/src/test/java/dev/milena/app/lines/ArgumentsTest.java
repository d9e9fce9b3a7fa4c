// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.lines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.app.CommandFailure;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArgumentsTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void shouldReadWhatWasTypedWhateverTheLocaleMadeOfIt() throws IOException {
        Path line = line("java\0-cp\0x\0Main\0infer\0\0F\u00FCr \u20AC\0", StandardCharsets.UTF_8);

        assertThat(Arguments.asTyped(new String[] {"infer", "", "F\uFFFD\uFFFDr ???\uFFFD"}, line))
                .containsExactly("infer", "", "F\u00FCr \u20AC");
        assertThat(Arguments.asTyped(new String[] {"infer", "", "F\u00C3\u00BCr"}, line)[2])
                .isEqualTo("F\u00FCr \u20AC");
    }

    @Test
    void shouldRefuseAnArgumentThatIsNotUtf8ByItsNumber() throws IOException {
        Path line = line("java\0Main\0send\0F\u00FCr\0", StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> Arguments.asTyped(new String[] {"send", "F\uFFFDr"}, line))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("argument 2 is not UTF-8")
                .hasMessageNotContaining("\uFFFD");
    }

    @Test
    void shouldTakeWhatJavaDecodedWhereNothingElseIsShown() {
        String[] decoded = {"send", "F\u00FCr"};

        assertThat(Arguments.asTyped(decoded, folder.resolve("none"))).isSameAs(decoded);
    }

    private Path line(String text, Charset charset) throws IOException {
        return Files.write(folder.resolve("cmdline"), text.getBytes(charset));
    }
}
