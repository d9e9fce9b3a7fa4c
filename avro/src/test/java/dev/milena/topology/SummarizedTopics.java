// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.ModelInfo;
import dev.milena.schemas.DeadLetter;
import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.SourceCoordinates;
import dev.milena.schemas.TextEvent;
import dev.milena.serde.EnrichedTextSerde;
import dev.milena.testing.FakeTextModel;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.TestOutputTopic;
import org.jspecify.annotations.Nullable;

/** The built-in topics with windows set, under TopologyTestDriver. Times are seconds after the start. One thread. */
final class SummarizedTopics implements AutoCloseable {
    private static final int MOST_ROUNDS = 4;
    private static final Duration STEP = Duration.ofMillis(100);

    final TopologyFixture kafka;

    private SummarizedTopics(Map<String, String> settings, Map<String, RecordLimits> limits) {
        Map<String, String> all = new HashMap<>(Map.of("milena.window.grace.ms", "0"));
        all.putAll(settings);
        ModelInfo headline = new ModelInfo(
                "headline",
                "1",
                "ab".repeat(32),
                "summarization",
                List.of("en"),
                List.of("en"),
                FakeTextModel.MAX_SOURCE_TOKENS,
                50);
        kafka = TopologyFixture.stepped(all, limits, new FakeTextModel(headline));
    }

    static SummarizedTopics of(Map<String, String> settings) {
        return new SummarizedTopics(settings, Map.of());
    }

    /** Tumbling windows of ten seconds. */
    static SummarizedTopics tens(Map<String, String> settings) {
        return tens(settings, Map.of());
    }

    static SummarizedTopics tens(Map<String, String> settings, Map<String, RecordLimits> limits) {
        Map<String, String> all =
                new HashMap<>(Map.of("milena.window.kind", "tumbling", "milena.window.size.ms", "10000"));
        all.putAll(settings);
        return new SummarizedTopics(all, limits);
    }

    void send(@Nullable String key, double second, String text) {
        send(key, second, Events.text(text));
    }

    void send(@Nullable String key, double second, TextEvent event) {
        kafka.send(key, event, new RecordHeaders(), millis(second));
    }

    long millis(double second) {
        return TopologyFixture.START.toEpochMilli() + Math.round(second * 1_000);
    }

    /** Where an event is. */
    SourceCoordinates event(long offset, double second) {
        return new SourceCoordinates("milena.text", 0, offset, millis(second));
    }

    /** Lets time pass by the wall clock, as a process that is awake sees it. */
    void advance(Duration time) {
        for (long passed = 0; passed < time.toMillis(); passed += STEP.toMillis()) {
            kafka.driver.advanceWallClockTime(STEP);
        }
    }

    /** What is answered by now. */
    List<EnrichedText> answers() {
        settle();
        return kafka.answers.readValuesToList();
    }

    /** The dead letters by now. */
    List<DeadLetter> deadLetters() {
        settle();
        return kafka.deadLetters.readValuesToList();
    }

    /** Lets everything happen that is due: a window may wait for the one before it. */
    void settle() {
        for (int i = 0; i < MOST_ROUNDS; i++) {
            kafka.tick();
        }
    }

    TestOutputTopic<byte[], EnrichedText> output(String topic) {
        return kafka.driver.createOutputTopic(
                topic, new ByteArrayDeserializer(), new EnrichedTextSerde().deserializer());
    }

    /** Edition, with an exclamation mark where it is final, how many events, and the summary. */
    static String line(EnrichedText summary) {
        return summary.getWindow().getEdition() + (summary.getWindow().getIsFinal() ? "! " : "? ")
                + summary.getWindow().getRecords() + " " + summary.getText();
    }

    @Override
    public void close() {
        kafka.close();
    }
}
