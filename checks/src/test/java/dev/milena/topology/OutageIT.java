// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.milena.config.MilenaConfig;
import dev.milena.host.FatalFailure;
import dev.milena.host.FatalFailure.Reason;
import dev.milena.host.HostException;
import dev.milena.host.StreamsHost;
import dev.milena.testing.FakeTextModel;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a host does when its cluster takes nothing or loses a topic, and that nothing is lost by it. */
class OutageIT {
    private static final int PARTITIONS = 2;
    private static final Duration PATIENCE = NumberedEvents.PATIENCE;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path stateDir;

    @RegisterExtension
    private final NumberedEvents events = NumberedEvents.onPair(PARTITIONS);

    /**
     * <pre>
     * second broker:  runs       stopped: too few replicas in sync           runs
     * application:    answers    answers, commits nothing, says so, ends     answers all, once
     * </pre>
     */
    @Test
    void shouldSayThatNothingIsCommittedAndEndAndLoseNothingWhenTooFewReplicasAreInSync() throws Exception {
        events.send(0, 20);
        events.broker().set("milena.enriched", TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2");
        try (StreamsHost host = start("15000")) {
            events.awaitAnswers(20);
            // its other thread may still wait for its tasks
            await().atMost(PATIENCE).until(() -> health(host, "ready").statusCode() == 200);
            events.broker().stopSecond();
            events.send(20, 20);

            await().atMost(PATIENCE).until(() -> health(host, "ready").body().contains("nothing committed"));
            assertThat(health(host, "ready").statusCode()).isEqualTo(503);
            assertThat(health(host, "live").statusCode()).isEqualTo(200);
            assertThat(get(host, "/metrics").body()).containsPattern("milena_commit_age_seconds [1-9]");

            FatalFailure end = awaitEnd(host);
            assertThat(end.reason()).isEqualTo(Reason.NOTHING_COMMITTED);
            assertThat(end.message()).contains("milena.enriched", "min.insync.replicas=2", "Nothing is lost");
        }
        assertThatThrownBy(() -> start("15000"))
                .isInstanceOf(HostException.class)
                .hasMessageContainingAll("milena.enriched", "min.insync.replicas=2", "takes no records");

        events.broker().startSecond();
        try (StreamsHost again = await().atMost(PATIENCE)
                .ignoreExceptions() // until its replicas are in sync again
                .until(() -> start("60000"), Objects::nonNull)) {
            events.awaitAnswers(40);
            assertThat(again.failure()).isNull();
        }
        events.assertAnsweredOnceInOrder(40);
    }

    @Test
    void shouldEndAndNameTheTopicWhenItsOutputIsDeleted() throws Exception {
        events.send(0, 5);
        try (StreamsHost host = start("600000")) {
            events.awaitAnswers(5);
            events.broker().delete("milena.enriched");
            events.send(5, 5);

            FatalFailure end = awaitEnd(host);
            assertThat(end.reason()).isEqualTo(Reason.TOPIC_GONE);
            assertThat(end.message()).contains("milena.enriched", "Create");
        }
    }

    @Test
    void shouldEndAndNameTheTopicWhenItsInputIsDeleted() throws Exception {
        events.send(0, 5);
        try (StreamsHost host = start("600000")) {
            events.awaitAnswers(5);
            events.broker().delete("milena.text");

            FatalFailure end = awaitEnd(host);
            assertThat(end.reason()).isEqualTo(Reason.TOPIC_GONE);
            assertThat(end.message()).contains("milena.text");
        }
    }

    private StreamsHost start(String outageLimit) {
        MilenaConfig config = TopologyFixture.config(
                events.settings(stateDir, Map.of("milena.outage.limit.ms", outageLimit, "milena.metrics.port", "0")));
        StreamsHost host = StreamsHost.builder(config.settings())
                .reads("milena.text")
                .writes("milena.enriched", "milena.attention", "milena.dead-letters")
                .build();
        try {
            host.open();
            host.checkTopics();
            host.load(List.of(new FakeTextModel("en-de", Duration.ofMillis(5))));
            host.start(EnrichmentTopology.build(config, host.models()));
            return host;
        } catch (RuntimeException e) {
            host.close();
            throw e;
        }
    }

    private static FatalFailure awaitEnd(StreamsHost host) {
        return await().atMost(PATIENCE).until(host::failure, Objects::nonNull);
    }

    private static HttpResponse<String> health(StreamsHost host, String question) throws Exception {
        return get(host, "/health/" + question);
    }

    private static HttpResponse<String> get(StreamsHost host, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + host.metricsPort() + path);
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
