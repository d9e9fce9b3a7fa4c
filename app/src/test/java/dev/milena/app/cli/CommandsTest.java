// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.app.ExitCode;
import dev.milena.app.output.FakeTerminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class CommandsTest {
    private final FakeTerminal screen = FakeTerminal.piped("");

    private int execute(String... arguments) {
        return Commands.commandLine(screen.terminal()).execute(arguments);
    }

    static Stream<String> everyCommand() {
        Deque<CommandLine> open = new ArrayDeque<>();
        open.add(Commands.commandLine(FakeTerminal.piped("").terminal()));
        Stream.Builder<String> names = Stream.builder();
        while (!open.isEmpty()) {
            CommandLine command = open.remove();
            names.add(command.getCommandSpec().qualifiedName(" "));
            open.addAll(command.getSubcommands().values());
        }
        return names.build();
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void shouldExplainEveryCommand(String name) {
        String[] words = (name + " --help").split(" ", -1);
        int code = execute(Arrays.copyOfRange(words, 1, words.length));

        assertThat(code).isZero();
        assertThat(screen.out()).contains("Usage: " + name).contains("--help").doesNotContain("\033[");
        assertThat(screen.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(screen.err()).isEmpty();
    }

    @Test
    void shouldShowTheHelpWithoutACommand() {
        assertThat(execute()).isZero();
        assertThat(screen.out()).contains("Usage: milena").contains("Exit codes:");
        for (ExitCode code : ExitCode.values()) {
            assertThat(screen.out()).containsPattern("(?m)^  " + code.code() + " ");
        }
    }

    @Test
    void shouldListEveryExitCodeInTheManual() throws IOException {
        String manual = Files.readString(Path.of("..", "docs", "cli.md"));

        for (ExitCode code : ExitCode.values()) {
            assertThat(manual).contains("| " + code.code() + " | " + code.meaning() + " |");
        }
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void shouldDescribeEveryCommandInTheManual(String name) throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "cli.md"))).contains("`" + name);
    }

    @Test
    void shouldPointToTheHelpWhenAnOptionIsWrong() {
        assertThat(execute("infer", "--baem", "4")).isEqualTo(ExitCode.USAGE.code());
        assertThat(screen.err()).contains("--baem").contains("milena infer --help");
        assertThat(screen.out()).isEmpty();
    }

    @Test
    void shouldSuggestTheCommandThatWasMeant() {
        assertThat(execute("tailx")).isEqualTo(ExitCode.USAGE.code());
        assertThat(screen.err()).contains("milena tail");
    }

    @Test
    void shouldRefuseAnOutputThatDoesNotExist() {
        assertThat(execute("tail", "enrichedd")).isEqualTo(ExitCode.USAGE.code());
        assertThat(screen.err()).contains("enriched, quarantine, attention and dead-letters");
    }

    @Test
    void shouldRefuseATaskThatDoesNotExist() {
        assertThat(execute("send", "--task", "summary", "Hello")).isEqualTo(ExitCode.USAGE.code());
        assertThat(screen.err()).contains("no task 'summary'", "translation, summarization, generation, text2text");
    }

    @Test
    void shouldRefuseContradictionsOfTheSearch() {
        String bundle = Path.of("..", "models", "tiny").toString();

        assertThat(execute("infer", "--bundle", bundle, "--beam", "1", "--num-hypotheses", "2"))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(screen.err()).contains("hypotheses is 2", "at most beamSize, 1");

        assertThat(execute("infer", "--prefix", "The", "--score", "targets.txt"))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(screen.err()).contains("--prefix and --score are both given");
    }

    @Test
    void shouldNameAMissingBundle(@TempDir Path folder) {
        assertThat(execute("bundle", "verify", folder.resolve("none").toString()))
                .isEqualTo(ExitCode.BUNDLE.code());
        assertThat(screen.err()).contains("is not a directory");
    }

    @Test
    void shouldNameAMissingSettingsFile() {
        assertThat(execute("topics", "check", "--config", "nowhere.properties")).isEqualTo(ExitCode.SETTINGS.code());
        assertThat(screen.err()).contains("nowhere.properties").contains("does not exist");
    }

    @Test
    void shouldNameAMisspeltSettingAndTheRightOne() {
        assertThat(execute("topics", "check", "--set", "milena.input.topik=a")).isEqualTo(ExitCode.SETTINGS.code());
        assertThat(screen.err()).contains("milena.input.topik").contains("milena.input.topic");
    }

    @Test
    void shouldRefuseToInferFromAFileThatIsNotThere(@TempDir Path folder) {
        String bundle = Path.of("..", "models", "tiny").toString();

        assertThat(execute("infer", "--bundle", bundle, folder.resolve("no.txt").toString()))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(screen.err()).contains("no.txt");
    }

    @Test
    void shouldPrintTheReferenceOfSettings() {
        assertThat(execute("config", "docs")).isZero();
        assertThat(screen.out()).contains("### `milena.bundles`").endsWith("\n");
    }
}
