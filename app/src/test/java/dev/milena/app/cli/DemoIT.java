// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.milena.app.ExitCode;
import dev.milena.app.output.FakeTerminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole demo in this process: broker, job, real engine with the small bundle. */
class DemoIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BUNDLE = Path.of("..", "models", "tiny").toString();

    @Test
    void shouldAnswerEverySampleOnceInTheOrderOfItsKeyAndLeaveNothingBehind() throws IOException {
        Set<Path> before = leftovers();
        FakeTerminal screen = FakeTerminal.piped("");

        int code = execute(screen, "demo", "--bundle", BUNDLE, "--rate", "0", "--count", "40", "--json");

        assertThat(code).as(screen.err()).isZero();
        List<JsonNode> answers = new ArrayList<>();
        for (String line : screen.out().lines().toList()) {
            answers.add(JSON.readTree(line));
        }
        assertThat(answers).hasSize(40).allSatisfy(answer -> {
            assertThat(answer.get("source").asText()).isNotBlank();
            assertThat(answer.get("output").asText()).isNotBlank();
            assertThat(answer.get("confidence").doubleValue()).isBetween(0.0, 1.0);
            assertThat(answer.get("alignment").asText()).matches("\\d+-\\d+( \\d+-\\d+)*");
            assertThat(answer.get("bundle").asText()).isEqualTo("tiny");
            assertThat(answer.get("latencyMs").asLong()).isNotNegative();
        });
        assertThat(answers.stream().map(answer -> answer.at("/event/partition") + "@" + answer.at("/event/offset")))
                .doesNotHaveDuplicates();
        for (String key : List.of("conversation-0", "conversation-1", "conversation-2")) {
            assertThat(answers.stream()
                            .filter(answer -> answer.at("/event/key").asText().equals(key))
                            .map(answer -> answer.at("/event/offset").asLong()))
                    .isSorted();
        }
        assertThat(leftovers()).isEqualTo(before);
    }

    @Test
    void shouldTellAStoryThatReadsWellInAPipe() {
        FakeTerminal screen = FakeTerminal.piped("");

        int code = execute(screen, "demo", "--bundle", BUNDLE, "--rate", "0", "--count", "2", "--beam", "2");

        assertThat(code).as(screen.err()).isZero();
        assertThat(screen.out())
                .contains("tiny 1.0.0, translation, en → de")
                // The two texts have different keys, so that either may be answered first.
                .containsPattern("(?m)^ [12]  Good morning! Did you sleep well\\?\n  → ")
                .contains("confidence 0.")
                .contains("2 texts answered")
                .contains("./milena demo --keep-running")
                .doesNotContain("\033[");
        assertThat(screen.err()).isEmpty();
    }

    @Test
    void shouldTranslateAndSummarizeInOneJob(@TempDir Path folder) throws IOException {
        FakeTerminal screen = FakeTerminal.piped("");
        String headlines = summarizing(folder.resolve("headlines")).toString();

        int code = execute(screen, "demo", "--bundle", BUNDLE, "--bundle", headlines, "--rate", "0");

        assertThat(code).as(screen.err()).isZero();
        assertThat(screen.out())
                .contains("tiny 1.0.0, translation, en → de")
                .contains("headlines 1.0.0, summarization, en → de")
                .contains("  Good morning! Did you sleep well?\n  → ")
                .containsPattern("We analyze the social mechanisms[^→]*\n  → ")
                .containsPattern("confidence 0\\.\\d\\d, left out \\d+ of \\d+ characters · headlines answered")
                .containsPattern("confidence 0\\.\\d\\d · tiny answered after")
                .contains("27 texts answered");
    }

    @Test
    void shouldSummarizeEverySentenceOfEveryPaperOnceAndNameIt(@TempDir Path folder) throws IOException {
        FakeTerminal screen = FakeTerminal.piped("");
        String headlines = summarizing(folder.resolve("headlines")).toString();

        int code =
                execute(screen, "demo", "--summaries", "--bundle", headlines, "--rate", "0", "--count", "3", "--json");

        assertThat(code).as(screen.err()).isZero();
        Map<String, List<JsonNode>> windows = new TreeMap<>();
        for (String line : screen.out().lines().toList()) {
            JsonNode summary = JSON.readTree(line);
            assertThat(summary.get("output").asText()).isNotBlank();
            windows.computeIfAbsent(summary.at("/event/key").asText(), key -> new ArrayList<>())
                    .add(summary.get("window"));
        }
        assertThat(windows).containsOnlyKeys("knitting", "minecraft", "used-cars");
        Set<String> members = new HashSet<>();
        windows.values().forEach(editions -> {
            JsonNode last = editions.get(editions.size() - 1);
            assertThat(editions.stream().map(window -> window.get("final").asBoolean()))
                    .endsWith(true)
                    .containsOnlyOnce(true)
                    .contains(false);
            assertThat(editions.stream().map(window -> window.get("edition").asInt()))
                    .isSorted()
                    .doesNotHaveDuplicates();
            assertThat(last.get("members")).hasSize(last.get("records").asInt()).allSatisfy(member -> assertThat(
                            members.add(member.get("partition") + "@" + member.get("offset")))
                    .isTrue());
            assertThat(last.get("restsOn")).isNotEmpty();
        });
        assertThat(members).hasSize(15);
    }

    @Test
    void shouldTellOfPapersAsTheyAreReadOutInAPipe(@TempDir Path folder) throws IOException {
        FakeTerminal screen = FakeTerminal.piped("");
        String headlines = summarizing(folder.resolve("headlines")).toString();

        int code = execute(screen, "demo", "--summaries", "--bundle", headlines, "--rate", "0", "--count", "1");

        assertThat(code).as(screen.err()).isZero();
        assertThat(screen.out())
                .contains("knitting   + Purl is a language")
                .containsPattern("knitting   ~ early: \\S")
                .containsPattern("final knitting   = \\S")
                .containsPattern("5 sentences, silent for \\d+\\.\\d s; rests on \\d")
                .contains(
                        "its authors called it: Domain Specific Language for Modular Knitting Pattern Definitions: Purl")
                .contains("1 paper summarized from 5 sentences, with 2 early updates")
                .doesNotContain("\033[");
    }

    @Test
    void shouldRefuseToSummarizeWithABundleThatDoesNot() {
        FakeTerminal screen = FakeTerminal.piped("");

        assertThat(execute(screen, "demo", "--summaries", "--bundle", BUNDLE)).isEqualTo(ExitCode.SETTINGS.code());
        assertThat(screen.err()).contains("none of tiny (translation) does so").contains("milena.bundles");
    }

    /** The small bundle under another name, with another task and room for less; it still translates. */
    private static Path summarizing(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(Path.of(BUNDLE))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Path manifest = folder.resolve("manifest.json");
        ObjectNode json = (ObjectNode) JSON.readTree(Files.readString(manifest));
        json.put("name", "headlines").put("task", "summarization");
        ((ObjectNode) json.get("limits")).put("source_tokens", 96);
        Files.writeString(manifest, json.toString());
        return folder;
    }

    @Test
    void shouldNameABundleThatIsNotThere() {
        FakeTerminal screen = FakeTerminal.piped("");

        assertThat(execute(screen, "demo", "--bundle", "no/such/bundle")).isEqualTo(ExitCode.BUNDLE.code());
        assertThat(screen.err()).contains("no/such/bundle is not a directory");
    }

    @Test
    void shouldRefuseANegativeRate() {
        FakeTerminal screen = FakeTerminal.piped("");

        assertThat(execute(screen, "demo", "--rate", "-1")).isEqualTo(ExitCode.USAGE.code());
        assertThat(screen.err()).contains("--rate is -1.0");
    }

    private static int execute(FakeTerminal screen, String... arguments) {
        return Commands.commandLine(screen.terminal()).execute(arguments);
    }

    private static Set<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return new HashSet<>(
                    files.filter(file -> file.getFileName().toString().startsWith("milena-demo-"))
                            .toList());
        }
    }
}
