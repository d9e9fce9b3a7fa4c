// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.milena.app.ExitCode;
import dev.milena.app.output.FakeTerminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs of {@code milena infer} and the answers that they print. */
final class Inferred {
    /** The small bundle. */
    static final String BUNDLE = Path.of("..", "models", "tiny").toString();

    /** The bundle that ships. */
    static final String SHIPPED = Path.of("..", "models", "en-de").toString();

    private static final ObjectMapper JSON = new ObjectMapper();

    private Inferred() {}

    static List<JsonNode> infer(FakeTerminal screen, String... options) throws IOException {
        return infer(BUNDLE, screen, options);
    }

    static List<JsonNode> infer(String bundle, FakeTerminal screen, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("infer", "--bundle", bundle));
        arguments.addAll(List.of(options));
        int code = Commands.commandLine(screen.terminal()).execute(arguments.toArray(String[]::new));
        assertThat(code).as(screen.err()).isIn(ExitCode.OK.code(), ExitCode.INCOMPLETE.code());
        List<JsonNode> answers = new ArrayList<>();
        for (String line : screen.out().lines().toList()) {
            answers.add(JSON.readTree(line));
        }
        return answers;
    }
}
