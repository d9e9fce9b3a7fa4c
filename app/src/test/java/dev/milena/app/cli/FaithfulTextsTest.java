// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.app.output.FakeTerminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing of what comes in or goes out is mended, dropped or believed in silence; what needs no broker. */
class FaithfulTextsTest {
    private static final String BUNDLE = Path.of("..", "models", "tiny").toString();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void shouldTakeAnArgumentThatBeginsWithAtAsItIs() throws IOException {
        Path file = Files.writeString(folder.resolve("words"), "secret");
        FakeTerminal screen = FakeTerminal.piped("");

        assertThat(execute(screen, "tail", "@" + file)).isEqualTo(2);
        assertThat(screen.err()).contains("'@" + file + "'").doesNotContain("secret");
    }

    @Test
    void shouldReadTheFirstLineOfSettingsThatBeginWithAByteOrderMark() throws IOException {
        Path file = Files.writeString(folder.resolve("a.properties"), "\uFEFFmilena.input.topik=a\n");
        FakeTerminal screen = FakeTerminal.piped("");

        assertThat(execute(screen, "topology", "-c", file.toString())).isEqualTo(3);
        assertThat(screen.err()).contains("milena.input.topik", "milena.input.topic");
    }

    @Test
    void shouldNotEndWithZeroWhenNoLineWasAnswered() {
        FakeTerminal none = FakeTerminal.piped("\n   \n");
        FakeTerminal some = FakeTerminal.piped("\nThank you!\n");

        assertThat(execute(none, "infer", "--bundle", BUNDLE)).isEqualTo(12);
        assertThat(none.out().lines()).hasSize(2).allMatch(line -> line.contains("EMPTY_TEXT"));
        assertThat(none.err()).contains("none of 2 lines could be answered");
        assertThat(execute(some, "infer", "--bundle", BUNDLE)).isZero();
        assertThat(execute(FakeTerminal.piped(""), "infer", "--bundle", BUNDLE)).isZero();
    }

    @Test
    void shouldSayThatAByteOrderMarkIsNoPartOfTheFirstText() {
        FakeTerminal screen = FakeTerminal.piped("\uFEFFThank you!\n");

        assertThat(execute(screen, "infer", "--bundle", BUNDLE)).isZero();
        assertThat(screen.out()).contains("\"source\":\"Thank you!\"");
        assertThat(screen.err()).contains("standard input begins with a byte order mark");
    }

    @ParameterizedTest
    @CsvSource({"config docs", "topology", "infer --bundle ../models/tiny", "--help", "bundle inspect ../models/tiny"})
    void shouldSayThatTheOutputCouldNotBeWritten(String command) {
        FakeTerminal screen = FakeTerminal.full("Thank you!\n");

        assertThat(execute(screen, command.split(" ", -1))).isEqualTo(13);
        assertThat(screen.err()).contains("standard output");
    }

    @Test
    void shouldSayThatALogFileCannotBeWritten() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        FakeTerminal screen = FakeTerminal.piped("");

        assertThat(execute(
                        screen,
                        "infer",
                        "--bundle",
                        BUNDLE,
                        "--log-file",
                        file.resolve("log").toString()))
                .isEqualTo(2);
        assertThat(screen.err()).contains("the log file " + file.resolve("log") + " cannot be written");
    }

    private static int execute(FakeTerminal screen, String... arguments) {
        return Commands.commandLine(screen.terminal()).execute(arguments);
    }
}
