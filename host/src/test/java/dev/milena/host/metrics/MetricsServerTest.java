// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsServerTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicReference<Duration> stalled = new AtomicReference<>(Duration.ZERO);
    private final AtomicBoolean warm = new AtomicBoolean();
    private final AtomicReference<String> state = new AtomicReference<>("CREATED");
    private final AtomicReference<String> cluster = new AtomicReference<>("");
    private final Health health = new Health(LIMIT, stalled::get, warm::get, state::get, cluster::get);

    @SuppressWarnings("NullAway.Init")
    private MetricsServer server;

    @BeforeEach
    void start() throws IOException {
        server = MetricsServer.start("127.0.0.1", 0, () -> "milena_answers_total 1.0\n", health);
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
    void shouldCloseTwiceWithoutHarm() {
        server.close();
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
