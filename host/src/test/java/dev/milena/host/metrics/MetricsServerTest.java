// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsServerTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicReference<Duration> stalled = new AtomicReference<>(Duration.ZERO);
    private final AtomicReference<String> body = new AtomicReference<>("milena_answers_total 1.0\n");
    private final AtomicBoolean warm = new AtomicBoolean();
    private final AtomicReference<String> state = new AtomicReference<>("CREATED");
    private final AtomicReference<String> cluster = new AtomicReference<>("");
    private final Health health = new Health(LIMIT, stalled::get, warm::get, state::get, cluster::get);

    @SuppressWarnings("NullAway.Init")
    private MetricsServer server;

    @BeforeEach
    void start() throws IOException {
        server = MetricsServer.start("127.0.0.1", 0, body::get, health);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldServeMetrics() throws Exception {
        HttpResponse<String> response = get("/metrics");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        assertThat(response.body()).isEqualTo("milena_answers_total 1.0\n");
    }

    @Test
    void shouldBeReadyOnlyWhenTheModelIsWarmAndStreamsRuns() throws Exception {
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        warm.set(true);
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        state.set("RUNNING");
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
        state.set("REBALANCING");
        assertThat(get("/health/ready").body()).contains("REBALANCING");
    }

    /** Restarting the process would not bring the cluster back. */
    @Test
    void shouldBeAliveAndNotReadyWhenTheClusterTakesNothing() throws Exception {
        warm.set(true);
        state.set("RUNNING");
        cluster.set("nothing committed for 12000 ms");

        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        HttpResponse<String> response = get("/health/ready");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("nothing committed for 12000 ms");
    }

    @Test
    void shouldStopBeingAliveWhenRecordsWaitAndNoBatchEndsForTheLimit() throws Exception {
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        stalled.set(LIMIT);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        stalled.set(LIMIT.plusMillis(1));

        HttpResponse<String> response = get("/health/live");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("30001 ms").contains("milena.stall.limit.ms");
    }

    @Test
    void shouldRefuseOtherPathsAndMethods() throws Exception {
        assertThat(get("/metrics/all").statusCode()).isEqualTo(404);
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(send(request("/metrics").POST(BodyPublishers.noBody())).statusCode())
                .isEqualTo(405);
    }

    @Test
    void shouldNameTheSettingWhenThePortIsTaken() {
        assertThatThrownBy(() -> MetricsServer.start("127.0.0.1", server.port(), () -> "", health))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1:" + server.port())
                .hasMessageContaining("milena.metrics.port");
    }

    @Test
    void shouldAnswerOthersWhileClientsSendHalfARequestAndWait() throws Exception {
        try (Clients stalled = new Clients()) {
            for (int i = 0; i < 300; i++) {
                stalled.open(server.port(), i % 2 == 0 ? "GET /health/live HTTP/1.1\r\nHost: a" : "");
            }

            assertThat(get("/health/live").statusCode()).isEqualTo(200);
            assertThat(get("/metrics").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void shouldAnswerOthersWhileClientsReadNothing() throws Exception {
        body.set("x".repeat(20_000_000)); // more than the buffers of a socket hold
        try (Clients stalled = new Clients()) {
            for (int i = 0; i < 5; i++) {
                stalled.open(server.port(), "GET /metrics HTTP/1.1\r\n\r\n");
            }

            assertThat(get("/health/live").statusCode()).isEqualTo(200);
            assertThat(get("/metrics").body()).hasSize(20_000_000);
        }
    }

    @Test
    void shouldAnswerHealthWhileMetricsAreCollected() throws Exception {
        CountDownLatch collected = new CountDownLatch(1);
        try (MetricsServer slow = MetricsServer.start(
                        "127.0.0.1", 0, () -> awaitedBody(collected), health, Duration.ofSeconds(60));
                Clients waiting = new Clients()) {
            Socket metrics = waiting.open(slow.port(), "GET /metrics HTTP/1.1\r\n\r\n");

            assertThat(ask(slow, "GET /health/live HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 200");
            collected.countDown();
            assertThat(read(metrics)).startsWith("HTTP/1.1 200").endsWith("late");
        }
    }

    @Test
    void shouldEndAClientWhoseRequestDoesNotCome() throws Exception {
        try (MetricsServer impatient = MetricsServer.start("127.0.0.1", 0, () -> "", health, Duration.ofMillis(200));
                Clients stalled = new Clients()) {
            Socket half = stalled.open(impatient.port(), "GET /health");

            assertThat(read(half)).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void shouldEndAClientThatDoesNotReadItsAnswer() throws Exception {
        try (MetricsServer impatient = MetricsServer.start(
                        "127.0.0.1", 0, () -> "x".repeat(20_000_000), health, Duration.ofMillis(200));
                Clients stalled = new Clients()) {
            stalled.open(impatient.port(), "GET /metrics HTTP/1.1\r\n\r\n");

            Awaitility.await("the client is counted").until(() -> impatient.connections() == 1);
            Awaitility.await("its time is over").until(() -> impatient.connections() == 0);
        }
    }

    @Test
    void shouldKeepABoundedNumberOfConnections() throws Exception {
        try (Clients stalled = new Clients()) {
            for (int i = 0; i < 200; i++) {
                stalled.open(server.port(), "G");
            }
            assertThat(get("/health/live").statusCode()).isEqualTo(200);

            assertThat(server.connections()).isLessThanOrEqualTo(MetricsServer.MOST_CONNECTIONS);
        }
    }

    @Test
    void shouldAnswerWhatIsNoUsualRequest() throws Exception {
        assertThat(ask(server, "GET /health/live?verbose=1 HTTP/1.0\n\n")).startsWith("HTTP/1.1 200 OK\r\n");
        assertThat(ask(server, "GET http://localhost:9464/health/live HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(ask(server, "HEAD /metrics HTTP/1.1\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .contains("\r\nContent-Length: 25\r\n")
                .endsWith("\r\n\r\n");
        assertThat(ask(server, "POST /metrics HTTP/1.1\r\nContent-Length: 5\r\n\r\nabcde"))
                .startsWith("HTTP/1.1 405");
        assertThat(ask(server, "hello\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(ask(server, "GET / HTTP/1.1\r\nX: " + "x".repeat(9_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431");
    }

    @Test
    void shouldSayThatMetricsCannotBeCollected() throws Exception {
        try (MetricsServer broken = MetricsServer.start(
                "127.0.0.1",
                0,
                () -> {
                    throw new IllegalStateException("a gauge");
                },
                health)) {
            assertThat(ask(broken, "GET /metrics HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 500");
            assertThat(ask(broken, "GET /health/live HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void shouldCloseTwiceWithoutHarm() {
        server.close();
    }

    private static String awaitedBody(CountDownLatch collected) {
        try {
            collected.await();
            return "late";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static String ask(MetricsServer server, String request) throws IOException {
        try (Clients clients = new Clients()) {
            return read(clients.open(server.port(), request));
        }
    }

    private static String read(Socket socket) throws IOException {
        socket.setSoTimeout(30_000);
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Clients that say what they say and then wait. */
    private static final class Clients implements AutoCloseable {
        private final List<Socket> sockets = new ArrayList<>();

        Socket open(int port, String words) throws IOException {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            sockets.add(socket);
            socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
            return socket;
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
