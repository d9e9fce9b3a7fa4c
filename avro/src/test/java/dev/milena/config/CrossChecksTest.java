// SPDX-License-Identifier: Apache-2.0
package dev.milena.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.clients.FencedClients;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;
import org.junit.jupiter.api.Test;

class CrossChecksTest {

    @Test
    void shouldRefuseAStallThatOutlastsTheTransactionAndNameTwoCuresThatWork() {
        assertRefused(
                Map.of("transaction.timeout.ms", 30_000),
                "milena.stall.limit.ms=60000",
                "60000 ms",
                "transaction.timeout.ms=30000",
                "Lower milena.stall.limit.ms to at most 28499",
                "raise transaction.timeout.ms to at least 61501");
        assertAccepted(Map.of("transaction.timeout.ms", 61_501));
        assertAccepted(Map.of("transaction.timeout.ms", 30_000, "milena.stall.limit.ms", 28_499));
    }

    @Test
    void shouldNotMindTheTransactionTimeoutWithoutTransactions() {
        assertAccepted(Map.of("transaction.timeout.ms", 30_000, "processing.guarantee", "at_least_once"));
    }

    @Test
    void shouldRefuseAStallThatOutlastsThePollIntervalOfTheMainConsumer() {
        assertRefused(
                Map.of("main.consumer.max.poll.interval.ms", 40_000),
                "max.poll.interval.ms=40000",
                "to at most 18999",
                "to at least 122002");
        assertAccepted(Map.of("main.consumer.max.poll.interval.ms", 122_002));
        assertAccepted(Map.of("main.consumer.max.poll.interval.ms", 40_000, "milena.stall.limit.ms", 18_999));
    }

    @Test
    void shouldRefuseDoubtsThatWouldHaveNoEffect() {
        assertRefused(
                Map.of("milena.doubt.runaway", "refuse", "milena.doubt.kinds", "COPIED"),
                "milena.doubt.runaway=refuse",
                "has no RUNAWAY",
                "milena.doubt.runaway=keep");
        assertRefused(
                Map.of("milena.doubt.retry", "true", "milena.doubt.kinds", ""),
                "milena.doubt.retry=true",
                "milena.doubt.kinds is empty");
        assertRefused(
                Map.of("milena.doubt.least.confidence", "0.3", "milena.doubt.kinds", "COPIED"),
                "milena.doubt.least.confidence is set",
                "Add LOW_CONFIDENCE");
        assertRefused(
                Map.of("milena.quarantine.topic", "quarantine", "milena.doubt.kinds", ""),
                "milena.quarantine.topic is set",
                "leave the topic out");
        assertRefused(
                Map.of("milena.doubt.least.length.ratio", "3"),
                "milena.doubt.least.length.ratio=3.0 is not less than milena.doubt.most.length.ratio=2.2");
        assertRefused(Map.of("milena.doubt.kinds", "COPIED,COPIED"), "milena.doubt.kinds", "none twice");
        assertRefused(Map.of("milena.doubt.kinds", "NUMBERS"), "milena.doubt.kinds", "NUMBERS_ALTERED");
        assertRefused(Map.of("milena.doubt.most.unaligned", "NaN"), "milena.doubt.most.unaligned", "[0,...,1]");
    }

    @Test
    void shouldRefuseAQuarantineThatIsAnotherTopic() {
        assertRefused(
                Map.of("milena.quarantine.topic", "milena.text"),
                "milena.quarantine.topic are both milena.text",
                "for ever");
        assertRefused(
                Map.of("milena.quarantine.topic", "milena.enriched"),
                "milena.quarantine.topic are both milena.enriched");
        assertRefused(Map.of("milena.quarantine.topic", "a b"), "milena.quarantine.topic", "empty, or 1 to 249");
    }

    @Test
    void shouldRefuseFewerBeamsInTheSecondTryThanAnswersThatAreKept() {
        assertRefused(
                Map.of(
                        "milena.beam.size", 4,
                        "milena.num.hypotheses", 3,
                        "milena.doubt.retry", true,
                        "milena.doubt.retry.beam.size", 2),
                "milena.num.hypotheses=3",
                "milena.doubt.retry.beam.size=2",
                "to at least 3");
    }

    @Test
    void shouldWarnOfASecondSearchThatNobodyAsksFor() {
        assertThat(MilenaConfigTest.of(Map.of("milena.doubt.retry.beam.size", "8"))
                        .warnings())
                .anyMatch(warning -> warning.contains("milena.doubt.retry.beam.size=8 is without effect"));
    }

    @Test
    void shouldRefuseSeveralCallsAtOnceOnAGpu() {
        assertRefused(
                Map.of("milena.engine.calls", 2, "milena.engine.device", "cuda:1"),
                "milena.engine.calls=2",
                "milena.engine.device=cuda:1",
                "leave it out");
    }

    @Test
    void shouldRefuseAPollThatIsLargerThanATaskMayHold() {
        assertRefused(
                Map.of("consumer.max.poll.records", 4_001),
                "max.poll.records=4001",
                "milena.task.max.pending.events=4000",
                "to at most 4000",
                "to at least 4001");
        assertAccepted(Map.of("consumer.max.poll.records", 4_000));
    }

    @Test
    void shouldRefuseTextsThatFitNowhere() {
        assertRefused(Map.of("milena.text.max.bytes", 1_048_576), "max.request.size=1048576", "to at most 1044480");
        assertAccepted(Map.of("milena.text.max.bytes", 1_044_480));
        assertRefused(Map.of("milena.task.max.pending.bytes", 65_536), "milena.task.max.pending.bytes=65536", "266240");
    }

    @Test
    void shouldRefuseTimesInTheWrongOrder() {
        assertRefused(
                Map.of("milena.stall.limit.ms", 5, "milena.tick.ms", 1),
                "milena.batch.linger.ms=5 is not less than milena.stall.limit.ms=5");
        assertRefused(Map.of("milena.tick.ms", 40, "milena.stall.limit.ms", 40), "milena.tick.ms=40");
        assertRefused(
                Map.of("processing.guarantee", "at_least_once", "request.timeout.ms", 30_000),
                "delivery.timeout.ms=30000",
                "to at most 29995",
                "to at least 30005");
    }

    @Test
    void shouldRefuseOneTopicInTwoParts() {
        assertRefused(Map.of("milena.output.topic", "milena.text"), "for ever", "milena.input.topic");
        assertRefused(Map.of("milena.attention.topic", "milena.enriched"), "tell the two kinds");
        assertAccepted(Map.of("milena.attention.topic", "milena.enriched", "milena.attention.enabled", false));
    }

    @Test
    void shouldRefuseAHandlerThatContinues() {
        assertRefused(
                Map.of("processing.exception.handler", LogAndContinueProcessingExceptionHandler.class.getName()),
                "processing.exception.handler",
                "neither an answer nor a dead letter",
                "Remove the setting");
        assertAccepted(Map.of("processing.exception.handler", Failing.class.getName()));
    }

    /** Texts would go to a topic that nobody named for them, and not those of the events that failed. */
    @Test
    void shouldRefuseADeadLetterTopicOfKafkaStreams() {
        assertRefused(
                Map.of("errors.dead.letter.queue.topic.name", "rescued"),
                "errors.dead.letter.queue.topic.name=rescued",
                "not the ones that failed",
                "Remove the setting");
    }

    @Test
    void shouldRefuseClientsWhoseTransactionsNobodyChecks() {
        Map<String, Object> unfenced = Map.of("default.client.supplier", DefaultKafkaClientSupplier.class.getName());
        assertRefused(unfenced, "default.client.supplier", "a second time", FencedClients.class.getName());

        assertRefused(Map.of("group.protocol", "streams"), "its own consumers", "group.protocol=classic");
        assertAccepted(Map.of("group.protocol", "streams", "processing.guarantee", "at_least_once"));

        Map<String, Object> mayRepeat = new HashMap<>(unfenced);
        mayRepeat.put("processing.guarantee", "at_least_once");
        assertAccepted(mayRepeat);
    }

    @Test
    void shouldReportEverythingThatIsWrongAtOnce() {
        assertThatThrownBy(() -> MilenaConfigTest.of(
                        Map.of("transaction.timeout.ms", 1_000, "max.poll.records", 5_000, "milena.tick.ms", 9_999)))
                .hasMessageContaining("- With milena.stall.limit.ms")
                .hasMessageContaining("- max.poll.records");
    }

    @Test
    void shouldRefuseASearchThatContradictsItself() {
        assertRefused(
                Map.of("milena.num.hypotheses", 4, "milena.beam.size", 3),
                "milena.num.hypotheses=4",
                "milena.beam.size=3",
                "to at most 3",
                "to at least 4");
        assertAccepted(Map.of("milena.num.hypotheses", 4, "milena.beam.size", 4));
        assertRefused(
                Map.of("milena.sampling.enabled", true, "milena.beam.size", 2), "Set milena.beam.size=1", "switch");
        assertAccepted(Map.of("milena.sampling.enabled", true, "milena.sampling.top.k", 50));
    }

    @Test
    void shouldWarnAboutSamplingThatIsOff() {
        assertThat(MilenaConfigTest.of(Map.of("milena.sampling.top.k", 50)).warnings())
                .anySatisfy(warning -> assertThat(warning)
                        .contains("milena.sampling.top.k=50 is without effect", "milena.sampling.enabled=true"));
        assertThat(MilenaConfigTest.of(Map.of("milena.sampling.top.k", 50, "milena.sampling.enabled", true))
                        .warnings())
                .noneSatisfy(warning -> assertThat(warning).contains("sampling"));
    }

    @Test
    void shouldWarnAboutWhatOnlyCosts() {
        assertThat(MilenaConfigTest.of(Map.of(
                                "statestore.cache.max.bytes",
                                1_000,
                                "linger.ms",
                                600,
                                "state.dir",
                                "/tmp/kafka-streams"))
                        .warnings())
                .hasSize(3)
                .anySatisfy(warning -> assertThat(warning).contains("Raise it to 33554432"))
                .anySatisfy(warning -> assertThat(warning).contains("linger.ms=600"))
                .anySatisfy(warning -> assertThat(warning).contains("temporary"));
    }

    private static void assertRefused(Map<String, ?> settings, String... parts) {
        assertThatThrownBy(() -> MilenaConfigTest.of(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(parts);
    }

    private static void assertAccepted(Map<String, ?> settings) {
        assertThatCode(() -> MilenaConfigTest.of(settings)).doesNotThrowAnyException();
    }

    /** A user's own handler that still stops. */
    public static final class Failing extends LogAndFailProcessingExceptionHandler {}
}
