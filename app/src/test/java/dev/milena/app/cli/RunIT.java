// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.milena.app.ExitCode;
import dev.milena.app.broker.EmbeddedBroker;
import dev.milena.app.output.FakeTerminal;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code milena run} as a process of its own, as operators have it: checks, health, metrics, SIGTERM. */
class RunIT {
    private static final Duration START_UP = Duration.ofMinutes(2);
    private static final String BUNDLE =
            Path.of("..", "models", "tiny").toAbsolutePath().normalize().toString();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(folder.resolve("broker"));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void shouldAnswerServeHealthAndStopCleanlyOnSigterm() throws Exception {
        int port = freePort();
        Path settings = settings(
                "run",
                "milena.metrics.port=" + port,
                "milena.quarantine.topic=milena.quarantine",
                "milena.glossary.topic=milena.terms",
                "milena.doubt.least.confidence=1", // which no answer has
                "milena.doubt.retry=true");
        assertThat(execute(FakeTerminal.piped(""), "topics", "create", "-c", settings.toString()))
                .isZero();
        put("milena.terms", "en-de:station", "Haltepunkt");
        Process job = run(settings, "run.log");
        try {
            await("the job is ready")
                    .atMost(START_UP)
                    .until(() -> !job.isAlive() || status(port, "/health/ready") == 200);
            assertThat(job.isAlive()).as(log("run.log")).isTrue();
            FakeTerminal send = FakeTerminal.piped("");
            assertThat(execute(send, "send", "-c", settings.toString(), "Where is the station?", "  "))
                    .as(send.err())
                    .isZero();
            FakeTerminal tail = FakeTerminal.piped("");
            assertThat(execute(
                            tail,
                            "tail",
                            "-c",
                            settings.toString(),
                            "--from-beginning",
                            "--count",
                            "2",
                            "--timeout",
                            "60"))
                    .as(tail.err())
                    .isZero();

            assertThat(tail.out())
                    .contains("confidence 0.")
                    .contains("in doubt: ", "low confidence 0.")
                    .contains("refused · EMPTY_TEXT");
            FakeTerminal quarantined = FakeTerminal.piped("");
            assertThat(execute(
                            quarantined,
                            "tail",
                            "-c",
                            settings.toString(),
                            "quarantine",
                            "--json",
                            "--from-beginning",
                            "--count",
                            "1",
                            "--timeout",
                            "60"))
                    .as(quarantined.err())
                    .isZero();
            assertThat(quarantined.out()).contains("\"topic\":\"milena.quarantine\"", "\"kind\":\"LOW_CONFIDENCE\"");
            assertThat(quarantined.out()).contains("Haltepunkt", "\"use\":\"");
            assertThat(status(port, "/health/live")).isEqualTo(200);
            assertThat(body(port, "/metrics"))
                    .contains("milena_answers_total{model=\"tiny\",stage=\"milena-enrichment\"} 1.0")
                    .contains("milena_dead_letters_total{code=\"EMPTY_TEXT\",stage=\"milena-enrichment\"} 1.0")
                    .contains("milena_doubts_total{kind=\"LOW_CONFIDENCE\",stage=\"milena-enrichment\"} 1.0")
                    .contains("milena_doubts_total{kind=\"COPIED\",stage=\"milena-enrichment\"} ")
                    .contains("milena_second_tries_total{model=\"tiny\",outcome=\"")
                    .contains("milena_pending_events{stage=\"milena-enrichment\",task=\"0_")
                    .contains("kafka_stream")
                    .doesNotContain("station");
        } finally {
            job.destroy();
        }
        assertThat(job.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(job.exitValue()).as(log("run.log")).isEqualTo(ExitCode.TERMINATED.code());
        assertThat(log("run.log")).contains("stopping").doesNotContain("ERROR").doesNotContain("Where is the station");
    }

    @Test
    void shouldEndWithACodeOfItsOwnWhenACallOfTheModelHangs() throws Exception {
        Path settings = settings(
                "hang",
                "milena.metrics.port=-1",
                "milena.engine.deadline.ms=500",
                "milena.input.topic=hang.text",
                "milena.output.topic=hang.enriched",
                "milena.attention.topic=hang.attention",
                "milena.dead.letter.topic=hang.dead-letters");
        assertThat(execute(FakeTerminal.piped(""), "topics", "create", "-c", settings.toString()))
                .isZero();
        FakeTerminal send = FakeTerminal.piped("");
        assertThat(execute(send, "send", "-c", settings.toString(), "hang on for ever"))
                .as(send.err())
                .isZero();

        Process job = run(settings, "hang.log", "--test-engine=5");

        assertThat(job.waitFor(START_UP.toSeconds(), TimeUnit.SECONDS))
                .as(log("hang.log"))
                .isTrue();
        assertThat(job.exitValue()).as(log("hang.log")).isEqualTo(ExitCode.ENGINE_HUNG.code());
        assertThat(log("hang.log"))
                .contains("milena.engine.deadline.ms", "Nothing is lost", "start it again")
                .doesNotContain("hang on for ever");
    }

    @Test
    void shouldRefuseToStartWithoutItsTopics() throws IOException {
        Path settings = settings("missing", "milena.input.topic=nobody.made.this", "milena.metrics.port=-1");
        FakeTerminal screen = FakeTerminal.piped("");

        assertThat(execute(screen, "run", "-c", settings.toString())).isEqualTo(ExitCode.TOPICS.code());
        assertThat(screen.err())
                .contains("nobody.made.this (milena.input.topic)")
                .contains("milena topics create");
    }

    @Test
    void shouldRefuseToStartWithABrokenBundle() throws IOException {
        Path broken = Files.createDirectories(folder.resolve("broken-bundle"));
        Path settings = settings("broken", "milena.bundles=" + broken, "milena.metrics.port=-1");
        assertThat(execute(FakeTerminal.piped(""), "topics", "create", "-c", settings.toString()))
                .isZero();
        FakeTerminal screen = FakeTerminal.piped("");

        assertThat(execute(screen, "run", "-c", settings.toString())).isEqualTo(ExitCode.BUNDLE.code());
        assertThat(screen.err()).contains("manifest.json is missing");
    }

    @Test
    void shouldRefuseAPortThatIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            Path settings =
                    settings("port", "milena.metrics.port=" + taken.getLocalPort(), "milena.metrics.host=0.0.0.0");
            FakeTerminal screen = FakeTerminal.piped("");

            assertThat(execute(screen, "run", "-c", settings.toString())).isEqualTo(ExitCode.SETTINGS.code());
            assertThat(screen.err()).contains("milena.metrics.port");
        }
    }

    private static Path settings(String name, String... more) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "application.id=run-it-" + name,
                "bootstrap.servers=" + broker.bootstrapServers(),
                "state.dir=" + folder.resolve("state-" + name),
                "replication.factor=1",
                "commit.interval.ms=100",
                "milena.bundles=" + BUNDLE));
        List<String> keys = Stream.of(more)
                .map(line -> line.substring(0, line.indexOf('=') + 1))
                .toList();
        lines.removeIf(line -> keys.stream().anyMatch(line::startsWith)); // a key stands in a file once
        lines.addAll(List.of(more));
        return Files.write(folder.resolve(name + ".properties"), lines);
    }

    private static Process run(Path settings, String log, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "dev.milena.app.Milena",
                "run",
                "-c",
                settings.toString()));
        command.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve(log).toFile())
                .start();
    }

    private static String log(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    private static void put(String topic, String key, String value) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, key, value)).get(60, TimeUnit.SECONDS);
        }
    }

    private static int execute(FakeTerminal screen, String... arguments) {
        return Commands.commandLine(screen.terminal()).execute(arguments);
    }

    private static int status(int port, String path) throws InterruptedException {
        try {
            return HttpClient.newHttpClient()
                    .send(request(port, path), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return -1; // not listening yet
        }
    }

    private static String body(int port, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(request(port, path), BodyHandlers.ofString())
                .body();
    }

    private static HttpRequest request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
