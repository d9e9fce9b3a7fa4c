// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.app.ExitCode;
import dev.milena.app.output.FakeTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that keep a command from its cluster are named, each with a sentence and an exit code of its own. */
class StartErrorsTest {
    private final FakeTerminal screen = FakeTerminal.piped("");

    @ParameterizedTest
    @ValueSource(strings = {"\"a\"", "a b", "a/b", "ä", "..", "-a", "' '"})
    void shouldRefuseAnApplicationIdThatNothingCanBeNamedAfter(String id) {
        assertThat(execute("topics", "check", "-s", "application.id=" + id)).isEqualTo(ExitCode.SETTINGS.code());
        assertThat(screen.err()).contains("application.id=" + id, "letters (a to z, A to Z), digits, dots");
    }

    @ParameterizedTest
    @ValueSource(strings = {"milena.input.topic=a b", "milena.output.topic=a/b", "milena.dead.letter.topic=.."})
    void shouldRefuseANameThatNoTopicMayHave(String setting) {
        assertThat(execute("topics", "check", "-s", setting)).isEqualTo(ExitCode.SETTINGS.code());
        assertThat(screen.err()).contains("letters, digits, dots, underscores or dashes");
    }

    @Test
    void shouldRefuseAPendingTopicWhoseNameWouldBeTooLong() {
        assertThat(execute("topics", "check", "-s", "milena.pending.store.name=" + "x".repeat(240)))
                .isEqualTo(ExitCode.SETTINGS.code());
        assertThat(screen.err()).contains("-changelog", "at most 249", "milena.pending.store.name");
    }

    @ParameterizedTest
    @CsvSource({"topics check", "topics create", "tail", "send Hello"})
    void shouldNameAHostThatIsUnknown(String command) {
        String[] words = (command + " -b nosuch.invalid:9092").split(" ", -1);

        assertThat(execute(words)).isEqualTo(ExitCode.BROKER.code());
        assertThat(screen.err()).contains("nosuch.invalid", "bootstrap.servers").doesNotContain("should not happen");
    }

    @ParameterizedTest
    @CsvSource({"topics check", "tail", "send Hello"})
    void shouldNameAStoreThatIsNotThere(String command) {
        String[] words =
                (command + " -s security.protocol=SSL -s ssl.truststore.location=/nowhere/trust.jks").split(" ", -1);

        assertThat(execute(words)).isEqualTo(ExitCode.SETTINGS.code());
        assertThat(screen.err())
                .contains("/nowhere/trust.jks (ssl.truststore.location) does not exist")
                .doesNotContain("should not happen");
    }

    private int execute(String... arguments) {
        return Commands.commandLine(screen.terminal()).execute(arguments);
    }
}
