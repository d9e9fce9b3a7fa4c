// SPDX-License-Identifier: Apache-2.0
package dev.milena.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Compose file as it is, with images of the build: from nothing to translations on a topic. */
@NeedsContainers(compose = true)
class ComposeIT {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it before anything runs
    private static Path folder;

    private static final List<String> COMPOSE = Containers.compose();

    private static String image = "";

    @BeforeAll
    static void buildTheImage() throws Exception {
        image = Containers.milenaImage().get();
    }

    @AfterAll
    static void tearDown() throws Exception {
        if (!image.isEmpty()) {
            run("down", "--volumes", "--timeout", "5");
        }
    }

    @Test
    void shouldEndWithTranslationsOnATopic() throws Exception {
        Result up = run("up", "--detach");
        assertThat(up.exit()).as(up.output()).isZero();

        await("three answers are printed: broker, topics, job and model started in their own order")
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> {
                    String answers = run("logs", "--no-color", "answers").output();
                    assertThat(answers).contains("guest-7").contains("confidence");
                });
    }

    private static Result run(String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(COMPOSE);
        line.addAll(List.of(
                "-p",
                "milena-it",
                "-f",
                Containers.HOME.resolve("deploy/compose/compose.yaml").toString()));
        line.addAll(List.of(arguments));
        Path output = Files.createTempFile(folder, "compose", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("KAFKA_IMAGE", System.getProperty("milena.test.kafka.image"));
        builder.environment().put("MILENA_IMAGE", image);
        builder.environment().put("MILENA_METRICS_PORT", "0");
        Process process = builder.start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return new Result(-1, "did not end within two minutes");
        }
        return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    private record Result(int exit, String output) {}
}
