// SPDX-License-Identifier: Apache-2.0
package dev.milena.host;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchIllegalStateException;

import dev.milena.clients.FencedClients;
import dev.milena.host.FatalFailure.Reason;
import dev.milena.host.topics.TopicUse;
import dev.milena.streams.internals.outage.OutsideAwayException;
import dev.milena.streams.internals.pending.UnreadablePendingException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
    private final AtomicLong clock = new AtomicLong();
    private final AtomicInteger restarts = new AtomicInteger();
    /** Of the threads that ran when one died: those of this test are younger, unless it says otherwise. */
    private final AtomicLong youngest = new AtomicLong(-1);

    private final AtomicBoolean away = new AtomicBoolean();
    private final List<FatalFailure> ends = new ArrayList<>();
    private final RestartPolicy policy = newPolicy();

    private RestartPolicy newPolicy() {
        return RestartPolicy.builder("milena-test")
                .maxRestarts(2)
                .topics(List.of(
                        TopicUse.reads("milena.text").namedBy("milena.input.topic"),
                        TopicUse.writes("milena.enriched").namedBy("milena.output.topic")))
                .onRestart(restarts::incrementAndGet)
                .onGiveUp(ends::add)
                .nanoClock(clock::get)
                .threadIds(youngest::get)
                .clusterAway(away::get)
                .build();
    }

    @BeforeEach
    void neverWait() {
        policy.close();
    }

    @Test
    void shouldReplaceAThreadABoundedNumberOfTimesThenSayWhyItStops() {
        RuntimeException error = new IllegalStateException("what the canary sang");

        assertThat(policy.handle(error)).isEqualTo(REPLACE_THREAD);
        assertThat(policy.handle(error)).isEqualTo(REPLACE_THREAD);
        assertThat(policy.handle(error)).isEqualTo(SHUTDOWN_CLIENT);

        assertThat(restarts).hasValue(2);
        assertThat(ends).hasSize(1);
        assertThat(ends.get(0).reason()).isEqualTo(Reason.TOO_MANY_RESTARTS);
        assertThat(ends.get(0).message())
                .contains("3 outages", "milena.restart.max=2", "IllegalStateException")
                .doesNotContain("canary");
        assertThat(ends.get(0).cause()).isSameAs(error);
    }

    /** Twenty-four threads lose their broker together. */
    @Test
    void shouldCountThreadsThatDieOfOneOutageOnce() {
        youngest.set(Thread.currentThread().getId());
        for (int thread = 0; thread < 24; thread++) {
            assertThat(policy.handle(new IllegalStateException())).isEqualTo(REPLACE_THREAD);
            clock.addAndGet(Duration.ofSeconds(2).toNanos());
        }
        assertThat(restarts).hasValue(24);
    }

    @Test
    void shouldCountThreadsThatDieWhileTheClusterIsAwayOnce() {
        away.set(true);
        for (int death = 0; death < 10; death++) {
            assertThat(policy.handle(new IllegalStateException())).isEqualTo(REPLACE_THREAD);
        }
        away.set(false);
        assertThat(policy.handle(new IllegalStateException())).isEqualTo(REPLACE_THREAD);
        assertThat(policy.handle(new IllegalStateException())).isEqualTo(SHUTDOWN_CLIENT);
    }

    /** A registry that a serde needs, or a broker, while its clients say so. */
    @Test
    void shouldCountDeathsOfSomethingThatIsAwayOnceUntilTheOutageHasLastedTooLong() {
        RuntimeException away = new OutsideAwayException("the serde", new ConnectException());
        for (int minute = 0; minute < 10; minute++) {
            assertThat(policy.handle(new StreamsException(minute % 2 == 0 ? away : new TimeoutException())))
                    .isEqualTo(REPLACE_THREAD);
            clock.addAndGet(Duration.ofMinutes(1).toNanos());
        }
        assertThat(policy.handle(away)).as("a second outage").isEqualTo(REPLACE_THREAD);
        clock.addAndGet(Duration.ofMinutes(9).toNanos());
        assertThat(policy.handle(away)).isEqualTo(REPLACE_THREAD);
        clock.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(policy.handle(away)).isEqualTo(SHUTDOWN_CLIENT);
    }

    @Test
    void shouldCountAnewWhenThreadsDieLongAfterTheOutage() {
        youngest.set(Thread.currentThread().getId());
        for (int outage = 0; outage < 2; outage++) {
            assertThat(policy.handle(new IllegalStateException())).isEqualTo(REPLACE_THREAD);
            clock.addAndGet(Duration.ofMinutes(4).toNanos());
        }
        assertThat(policy.handle(new IllegalStateException())).isEqualTo(SHUTDOWN_CLIENT);
    }

    @Test
    void shouldStopAtOnceAndNameTheTopicWhenOneThatIsReadIsGone() {
        assertThat(policy.handle(new StreamsException(new MissingSourceTopicException("gone"))))
                .isEqualTo(SHUTDOWN_CLIENT);

        assertThat(ends).extracting(FatalFailure::reason).containsExactly(Reason.TOPIC_GONE);
        assertThat(ends.get(0).message())
                .contains("milena.text (milena.input.topic)", "as many partitions")
                .doesNotContain("milena.enriched");
    }

    @Test
    void shouldForgetEarlierFailuresWhenItWasQuietForTenMinutes() {
        for (int i = 0; i < 10; i++) {
            assertThat(policy.handle(new IllegalStateException())).isEqualTo(REPLACE_THREAD);
            clock.addAndGet(Duration.ofMinutes(11).toNanos());
        }
    }

    @Test
    void shouldStopAtOnceWhenAPermissionIsMissing() {
        assertThat(policy.handle(new StreamsException(new TopicAuthorizationException(Set.of("milena.enriched")))))
                .isEqualTo(SHUTDOWN_CLIENT);

        assertThat(ends).extracting(FatalFailure::reason).containsExactly(Reason.NOT_AUTHORIZED);
        assertThat(ends.get(0).message())
                .contains("milena.enriched", "milena.output.topic", "lacks WRITE", "grant its principal WRITE");
        assertThat(restarts).hasValue(0);
    }

    @Test
    void shouldNameOperationAndCureForEverythingThatMayBeForbidden() {
        List<Exception> refusals = List.of(
                new StreamsException(new TopicAuthorizationException(Set.of("milena.text"))),
                new TopicAuthorizationException(Set.of("milena-test-milena-pending-changelog")),
                GroupAuthorizationException.forGroupId("milena-test"),
                new TransactionalIdAuthorizationException("no"),
                new ClusterAuthorizationException("no"),
                new TopicAuthorizationException("no"));

        refusals.forEach(refusal -> newPolicy().handle(refusal));

        assertThat(ends).extracting(FatalFailure::reason).containsOnly(Reason.NOT_AUTHORIZED);
        assertThat(ends.get(0).message())
                .contains("milena.text (milena.input.topic)", "lacks READ", "READ and DESCRIBE");
        assertThat(ends.get(1).message())
                .contains(
                        "milena-test-milena-pending-changelog",
                        "CREATE, READ and WRITE",
                        "prefixed with 'milena-test-'");
        assertThat(ends.get(2).message()).contains("READ and DESCRIBE on the group 'milena-test'");
        assertThat(ends.get(3).message()).contains("WRITE and DESCRIBE on transactional ids", "'milena-test'");
        assertThat(ends.get(4).message()).contains("IDEMPOTENT_WRITE");
        assertThat(ends.get(5).message()).contains("CREATE, READ and WRITE");
    }

    @Test
    void shouldStopWhenTheClientReachesAStateFromWhichItDoesNotComeBack() {
        policy.stopped(KafkaStreams.State.REBALANCING);
        policy.stopped(KafkaStreams.State.PENDING_ERROR);
        assertThat(ends).isEmpty();

        policy.stopped(KafkaStreams.State.ERROR);
        policy.stopped(KafkaStreams.State.NOT_RUNNING);
        assertThat(ends).extracting(FatalFailure::reason).containsExactly(Reason.STREAMS_STOPPED);
        assertThat(ends.get(0).message()).contains("ERROR", "start the application again");
    }

    @Test
    void shouldStopAtOnceWhenTheStoreCannotBeRead() {
        assertThat(policy.handle(new StreamsException(new UnreadablePendingException("t-0@1 is of version 9"))))
                .isEqualTo(SHUTDOWN_CLIENT);

        assertThat(ends).extracting(FatalFailure::reason).containsExactly(Reason.UNREADABLE_STORE);
        assertThat(ends.get(0).message()).contains("version 9");
    }

    @Test
    void shouldStopAtOnceWhenATopicRefusesARecordByItsOwnRules() {
        assertThat(policy.handle(new StreamsException(new InvalidRecordException(
                        "Compacted topic cannot accept message without key in topic partition out-2."))))
                .isEqualTo(SHUTDOWN_CLIENT);
        assertThat(policy.handle(new StreamsException(new RecordTooLargeException("of 900 bytes"))))
                .isEqualTo(SHUTDOWN_CLIENT);

        assertThat(ends.get(0).reason()).isEqualTo(Reason.TOPIC_REFUSES);
        assertThat(ends.get(0).message()).contains("out-2. Nothing is lost", "cleanup.policy", "max.message.bytes");
    }

    @Test
    void shouldStopAtOnceWhenTheInputTopicGrew() {
        // as Kafka words it; TaskLifeIT sees the real one
        String refusal = "Existing internal topic milena-test-milena-pending-changelog has invalid partitions:"
                + " expected: 6; actual: 4. Use 'org.apache.kafka.tools.StreamsResetter' tool to clean up invalid topics";

        assertThat(policy.handle(new StreamsException(refusal))).isEqualTo(SHUTDOWN_CLIENT);

        assertThat(ends).extracting(FatalFailure::reason).containsExactly(Reason.PARTITIONS_CHANGED);
        assertThat(ends.get(0).message()).contains("has 6 partitions", "has 4", "--partitions 6", "nothing is lost");
        assertThat(restarts).hasValue(0);
    }

    @Test
    void shouldStopAtOnceWhenAStageRefusesItsSettings() {
        ConfigException refusal = new ConfigException("max.poll.interval.ms=1 leaves its thread nothing");

        assertThat(policy.handle(inTheStartOfAStage(refusal))).isEqualTo(SHUTDOWN_CLIENT);

        assertThat(ends).extracting(FatalFailure::reason).containsExactly(Reason.SETTINGS);
        assertThat(ends.get(0).reason().exit()).isEqualTo(HostExit.SETTINGS);
        assertThat(ends.get(0).message()).contains("max.poll.interval.ms=1");
        assertThat(restarts).hasValue(0);
    }

    @Test
    void shouldStopAtOnceWhenClientsAreNotFenced() {
        IllegalStateException refusal = catchIllegalStateException(
                () -> FencedClients.requireFenced(new Thread("nobody's"))); // thrown where a stage throws it

        assertThat(policy.handle(inTheStartOfAStage(refusal))).isEqualTo(SHUTDOWN_CLIENT);

        assertThat(ends).extracting(FatalFailure::reason).containsExactly(Reason.NOT_STARTABLE);
        assertThat(ends.get(0).reason().exit()).isEqualTo(HostExit.FAILED);
        assertThat(ends.get(0).message()).contains("FencedClients.around(supplier)");
        assertThat(restarts).hasValue(0);
    }

    @Test
    void shouldReplaceTheThreadWhenAUsersOwnProcessorDoesNotStart() {
        IllegalStateException theirs = new IllegalStateException("the cache is not warm yet");
        theirs.setStackTrace(new StackTraceElement[] {new StackTraceElement("com.example.Cache", "get", null, 1)});

        assertThat(policy.handle(inTheStartOfAStage(theirs))).isEqualTo(REPLACE_THREAD);
        assertThat(policy.handle(new IllegalStateException("while it runs"))).isEqualTo(REPLACE_THREAD);
    }

    /** As Kafka Streams words it; StreamsHostTest sees the real one. */
    private static StreamsException inTheStartOfAStage(RuntimeException refusal) {
        return new StreamsException("failed to initialize processor translate", refusal);
    }

    @Test
    void shouldWaitLongerAfterEachFailureUpToALimit() {
        assertThat(RestartPolicy.backOff(1)).isEqualTo(Duration.ofMillis(500));
        assertThat(RestartPolicy.backOff(2)).isEqualTo(Duration.ofSeconds(1));
        assertThat(RestartPolicy.backOff(6)).isEqualTo(Duration.ofSeconds(15));
        assertThat(RestartPolicy.backOff(1_000)).isEqualTo(Duration.ofSeconds(15));
    }
}
