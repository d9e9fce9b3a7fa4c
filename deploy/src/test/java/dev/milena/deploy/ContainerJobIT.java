// SPDX-License-Identifier: Apache-2.0
package dev.milena.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;

/** Our image against a broker container, seen by a client in another language that knows only the .avsc files. */
@NeedsContainers(pythonClient = true)
class ContainerJobIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration START_UP = Duration.ofMinutes(2);
    private static final String STRANGER = "12345";

    @AutoClose
    private static final Network NETWORK = Network.newNetwork();

    @AutoClose
    private static final KafkaContainer BROKER =
            Containers.broker().withNetwork(NETWORK).withListener("broker:19092");

    @AutoClose
    private static final GenericContainer<?> MILENA = strange()
            .withExposedPorts(9464)
            .waitingFor(Wait.forHttp("/health/ready").forPort(9464).withStartupTimeout(START_UP));

    @BeforeAll
    static void startTheJob() {
        BROKER.start();
        try (GenericContainer<?> topics = container()) {
            topics.withCommand("topics", "create", "--config", "/etc/milena/milena.properties")
                    .withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(START_UP))
                    .start();
        }
        MILENA.start();
    }

    @Test
    void shouldAnswerAClientThatKnowsOnlyTheSchemas(@TempDir Path folder) throws Exception {
        List<String> texts =
                List.of("Where is the station?", "  ", "I have never seen such a big dog.", "Thanks! \uD83D\uDE00");

        List<JsonNode> answers = askThroughPython(texts, folder);

        assertThat(answers).extracting(answer -> answer.get("text").asText()).containsExactlyElementsOf(texts);
        assertThat(answers.get(1).get("dead_letter").get("code").asText()).isEqualTo("EMPTY_TEXT");
        assertThat(answers.get(1).get("dead_letter").get("value").isNull()).isTrue();
        for (int i : new int[] {0, 2, 3}) {
            JsonNode answer = answers.get(i).get("answer");
            assertThat(answer.get("text").asText()).isNotBlank();
            assertThat(answer.get("attributes").get("n").asText()).isEqualTo(String.valueOf(i));
            assertThat(answer.get("confidence").floatValue()).isBetween(0f, 1f);
            assertThat(answer.get("alignment")).isNotEmpty();
            answer.get("alignment").forEach(link -> {
                assertThat(link.get("source").asInt())
                        .isBetween(0, answer.get("source_words").size() - 1);
                assertThat(link.get("output").asInt())
                        .isBetween(0, answer.get("output_words").size() - 1);
            });
            assertThat(answers.get(i).get("attention"))
                    .as("maps, one a segment")
                    .isNotEmpty();
            for (JsonNode attention : answers.get(i).get("attention")) {
                assertThat(attention.get("weights"))
                        .hasSize(attention.get("output_tokens").size()
                                * attention.get("source_tokens").size());
                assertThat(attention.get("log_probs")).hasSameSizeAs(attention.get("output_tokens"));
            }
        }
    }

    @Test
    void shouldServeMetricsWithoutAnyText() throws Exception {
        String metrics = get("/metrics");

        assertThat(metrics).contains("milena_").doesNotContain("station");
        assertThat(get("/health/live")).isNotBlank();
    }

    @Test
    void shouldNotRunAsRoot() throws Exception {
        assertThat(MILENA.execInContainer("id", "-u").getStdout().strip()).isEqualTo(STRANGER);
        try (GenericContainer<?> usual = container()) {
            usual.withCreateContainerCmdModifier(
                            command -> command.withEntrypoint("id", "-u").withCmd(List.of()))
                    .withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(START_UP))
                    .start();
            assertThat(usual.getLogs().strip()).isEqualTo("10001");
        }
    }

    @Test
    void shouldHaveAFolderForFurtherJars() throws Exception {
        assertThat(MILENA.execInContainer("ls", "-d", "/opt/milena/plugins").getExitCode())
                .isZero();
        assertThat(MILENA.execInContainer("sh", "-c", "tr '\\0' '\\n' </proc/1/cmdline")
                        .getStdout())
                .contains("/opt/milena/plugins");
    }

    @Test
    void shouldRunUnderAUserThatItDoesNotKnowWithAReadOnlyRoot() throws Exception {
        assertThat(MILENA.execInContainer("sh", "-c", "touch /opt/x; echo $?; touch /var/lib/milena/x; echo $?")
                        .getStdout())
                .doesNotContain("0");
        assertThat(MILENA.execInContainer("id", "-g").getStdout().strip()).isEqualTo("0");
    }

    @Test
    void shouldRunUnderItsOwnUserAndAWritableRoot() {
        try (GenericContainer<?> verified = container()) {
            verified.withCommand("bundle", "verify", "/opt/milena/models/en-de")
                    .withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(START_UP))
                    .start();
            assertThat(verified.getLogs()).contains("is sound");
        }
    }

    private static GenericContainer<?> container() {
        return new GenericContainer<>(Containers.milenaImage())
                .withNetwork(NETWORK)
                .withEnv("KAFKA_BOOTSTRAP_SERVERS", "broker:19092");
    }

    /** As OpenShift runs it, on a root that nobody writes; Docker mounts /tmp with noexec. */
    private static GenericContainer<?> strange() {
        return container().withTmpFs(Map.of("/tmp", "rw,noexec")).withCreateContainerCmdModifier(command -> {
            command.withUser(STRANGER + ":0");
            Objects.requireNonNull(command.getHostConfig()).withReadonlyRootfs(true);
        });
    }

    private static String get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://" + MILENA.getHost() + ":" + MILENA.getMappedPort(9464) + path);
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        return response.body();
    }

    private static List<JsonNode> askThroughPython(List<String> texts, Path folder) throws Exception {
        Path input = Files.writeString(folder.resolve("texts"), String.join("\n", texts) + "\n");
        Path output = folder.resolve("answers");
        Process client = new ProcessBuilder(
                        Containers.PYTHON.toString(),
                        Containers.HOME
                                .resolve("schemas/examples/python/milena_client.py")
                                .toString(),
                        "--bootstrap",
                        BROKER.getBootstrapServers().replace("PLAINTEXT://", ""),
                        "--schemas",
                        Containers.HOME.resolve("schemas/src/main/avro").toString())
                .redirectInput(input.toFile())
                .redirectOutput(output.toFile())
                .redirectError(folder.resolve("errors").toFile())
                .start();
        boolean ended = client.waitFor(120, TimeUnit.SECONDS);
        if (!ended) {
            client.destroyForcibly();
        }
        assertThat(ended ? client.exitValue() : -1)
                .as(Files.readString(folder.resolve("errors"), StandardCharsets.UTF_8))
                .isZero();
        List<JsonNode> answers = new ArrayList<>();
        for (String line : Files.readAllLines(output, StandardCharsets.UTF_8)) {
            answers.add(JSON.readTree(line));
        }
        return answers;
    }
}
