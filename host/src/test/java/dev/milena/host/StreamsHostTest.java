// SPDX-License-Identifier: Apache-2.0
package dev.milena.host;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.milena.host.FatalFailure.Reason;
import dev.milena.host.internals.TopologyTopics;
import dev.milena.host.metrics.JobMetrics;
import dev.milena.host.topics.TopicUse;
import dev.milena.streams.Models;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host without a cluster; {@code RunIT} of the application starts one with it. */
class StreamsHostTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private Map<String, String> settings() {
        return new HashMap<>(Map.of(
                "application.id", "tickets",
                "bootstrap.servers", "127.0.0.1:1",
                "state.dir", folder.toString(),
                "milena.metrics.port", "0"));
    }

    @Test
    void shouldBeAliveAndNotReadyFromTheFirstMoment() throws Exception {
        try (StreamsHost host = StreamsHost.builder(settings()).build().open()) {
            assertThat(status(host, "/health/live")).isEqualTo(200);
            assertThat(status(host, "/health/ready")).isEqualTo(503);
            assertThat(host.failure()).isNull();
        }
    }

    private static int status(StreamsHost host, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + host.metricsPort() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void shouldCloseItsModelsOnceWhenItIsClosedTwice() {
        EchoModel model = new EchoModel();
        StreamsHost host = StreamsHost.builder(settings()).build().open();
        host.load(List.of(model));

        host.close();
        host.close();

        assertThat(model.closed).hasValue(1);
    }

    @Test
    void shouldSayWhichStepIsMissing() {
        try (StreamsHost host = StreamsHost.builder(settings()).build()) {
            assertThatIllegalStateException().isThrownBy(host::models).withMessageContaining("load(...)");
            assertThatIllegalStateException().isThrownBy(host::load).withMessageContaining("models(...)");
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> StreamsHost.builder(settings()).run())
                .withMessageContaining("topology(...)");
    }

    @Test
    void shouldEndWithTheCodeOfWhatIsWrong() throws Exception {
        Map<String, String> wrong = settings();
        wrong.put("milena.restart.max", "-1");
        assertThat(running(wrong).run()).isEqualTo(HostExit.SETTINGS);

        Map<String, String> broken = settings();
        assertThat(StreamsHost.builder(broken)
                        .models(() -> {
                            throw new IllegalArgumentException("no such folder");
                        })
                        .topology(Tickets::topology)
                        .run())
                .isEqualTo(HostExit.MODELS);

        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> busy = settings();
            busy.put("milena.metrics.port", String.valueOf(taken.getLocalPort()));
            assertThat(running(busy).run()).isEqualTo(HostExit.SETTINGS);
        }
    }

    private static StreamsHostBuilder running(Map<String, String> settings) {
        return StreamsHost.builder(settings)
                .models(() -> List.of(new EchoModel()))
                .topology(Tickets::topology);
    }

    @Test
    void shouldShowWhatWaitsByPriority() {
        try (Models models = Models.builder(settings())
                        .add(new EchoModel())
                        .stepped()
                        .build();
                JobMetrics metrics = new JobMetrics()) {
            metrics.bind(models);

            assertThat(metrics.scrape())
                    .contains("milena_queued_texts{priority=\"high\"} 0.0")
                    .contains("milena_queued_texts{priority=\"normal\"} 0.0")
                    .contains("milena_queued_texts{priority=\"low\"} 0.0");
        }
    }

    @Test
    void shouldFindTheTopicsOfATopologyThatKafkaStreamsDoesNotCreate() {
        try (Models models =
                Models.builder(settings()).add(new EchoModel()).stepped().build()) {
            assertThat(TopologyTopics.undeclared(
                            Tickets.topology(models).describe(), List.of(TopicUse.writes("tickets-done"))))
                    .containsExactly(TopicUse.reads("tickets"), TopicUse.writes("tickets-refused"));
        }
    }

    @Test
    void shouldStopAtOnceWhenAStageFindsClientsThatAreNotFenced() {
        List<FatalFailure> ends = new ArrayList<>();
        RestartPolicy policy =
                RestartPolicy.builder("tickets").onGiveUp(ends::add).build();
        try (Models models = Models.builder(settings()).add(new EchoModel()).build()) {
            Throwable refusal =
                    catchThrowable(() -> new TopologyTestDriver(Tickets.topology(models), models.streamsProperties()));

            assertThat(policy.handle(refusal)).isEqualTo(SHUTDOWN_CLIENT);
        }

        assertThat(ends).extracting(FatalFailure::reason).containsExactly(Reason.NOT_STARTABLE);
        assertThat(ends.get(0).message()).contains("FencedClients");
    }

    @Test
    void shouldStopAtOnceWhenAStageFindsItsModelsClosed() {
        List<FatalFailure> ends = new ArrayList<>();
        RestartPolicy policy =
                RestartPolicy.builder("tickets").onGiveUp(ends::add).build();
        Models models = Models.builder(settings()).add(new EchoModel()).build();
        models.close();

        policy.handle(
                catchThrowable(() -> new TopologyTestDriver(Tickets.topology(models), models.streamsProperties())));

        assertThat(ends).extracting(FatalFailure::reason).containsExactly(Reason.NOT_STARTABLE);
        assertThat(ends.get(0).message()).contains("models are closed");
    }

    @Test
    void shouldRefuseSettingsThatContradictEachOtherWhenItIsBuilt() {
        Map<String, String> wrong = settings();
        wrong.put("milena.tick.ms", "5000");
        wrong.put("milena.stall.limit.ms", "1000");

        assertThatThrownBy(() -> StreamsHost.builder(wrong).build()).hasMessageContaining("milena.tick.ms=5000");
    }
}
