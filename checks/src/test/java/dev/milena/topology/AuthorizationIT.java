// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.milena.host.FatalFailure;
import dev.milena.host.FatalFailure.Reason;
import dev.milena.testing.FakeTextModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A permission that is missing while the job runs stops it, and the operator reads which one, on what, and the cure. */
class AuthorizationIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static Path stateDir;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static TestBroker broker;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = TestBroker.startWithAcls(1);
        try (KafkaProducer<byte[], byte[]> producer = broker.producer()) {
            for (String text : new String[] {"answered", FakeTextModel.POISON}) {
                producer.send(new ProducerRecord<>("milena.text", Events.key("k"), TestBroker.value(Events.text(text))))
                        .get();
            }
        }
    }

    @AfterAll
    static void stopBroker() throws Exception {
        broker.stop();
    }

    @ParameterizedTest
    @CsvSource({
        "TOPIC, milena.text, READ, milena.input.topic, lacks READ",
        "TOPIC, milena.enriched, WRITE, milena.output.topic, lacks WRITE",
        "TOPIC, milena.attention, WRITE, milena.attention.topic, lacks WRITE",
        "TOPIC, milena.dead-letters, WRITE, milena.dead.letter.topic, lacks WRITE",
        "TOPIC, acl-milena-pending-changelog, WRITE, acl-milena-pending-changelog, prefixed with",
        "TOPIC, acl-milena-pending-changelog, READ, acl-milena-pending-changelog, prefixed with",
        "GROUP, acl, READ, group 'acl', READ and DESCRIBE",
        "TRANSACTIONAL_ID, acl, WRITE, transactional, WRITE and DESCRIBE"
    })
    void shouldStopAndNameOperationAndCure(
            ResourceType type, String resource, AclOperation operation, String named, String cure) throws Exception {
        String id = "acl-" + resource.replace("acl-", "") + "-" + operation;
        String refused = resource.replaceFirst("^acl", id);
        try (TestBroker.Denial ignored = broker.deny(type, refused, operation);
                OperatedApplication application = OperatedApplication.start(settings(id), Duration.ZERO)) {
            assertThat(ignored).isNotNull();
            await().atMost(PATIENCE).until(() -> !application.failures().isEmpty());
            FatalFailure failure = application.failures().get(0);
            assertThat(failure.reason()).isEqualTo(Reason.NOT_AUTHORIZED);
            assertThat(failure.message())
                    .contains(named.replaceFirst("acl", id))
                    .contains(cure);
            await().atMost(PATIENCE).until(() -> application.streams().state() != KafkaStreams.State.RUNNING);
        }
    }

    private static Map<String, String> settings(String id) {
        return Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "state.dir",
                stateDir.toString(),
                "application.id",
                id,
                "commit.interval.ms",
                "100",
                "session.timeout.ms",
                "2000",
                "heartbeat.interval.ms",
                "500");
    }
}
