// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos.job;

import dev.milena.config.MilenaConfig;
import dev.milena.streams.Models;
import dev.milena.streams.Summaries;
import dev.milena.streams.Summarized;
import dev.milena.streams.record.Refusal;
import dev.milena.streams.record.SourceCoordinates;
import dev.milena.streams.windows.TextWindow;
import dev.milena.streams.windows.WindowSummary;
import dev.milena.streams.windows.WindowedText;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Summaries over windows: events of a key are summarized by hundreds of their numbers, with early updates that nobody is
 * shown, and each event of a window is told the final summary of it. Stateless.
 */
public final class WindowTopology {
    /** Name of the summaries; their stores and changelogs are named after it. */
    public static final String STAGE = "windows";

    /** An event with the next number is so much later. */
    private static final long MILLIS_A_NUMBER = 10;

    /** So many numbers are one window. */
    private static final int NUMBERS_A_WINDOW = 100;

    /** Longer than any fault of a run keeps events away. */
    private static final Duration IDLE = Duration.ofSeconds(60);

    private static final Pattern NUMBER = Pattern.compile("event (\\d+)");

    private WindowTopology() {}

    /** Which window an event is in. */
    public static int windowOf(int number) {
        return number / NUMBERS_A_WINDOW;
    }

    /** What the events of a window are told. */
    public static String told(int window, String joined) {
        return window + " " + SimulatedModel.answerTo(joined);
    }

    /** The topology over the topics that the settings name. */
    public static Topology build(MilenaConfig config, Models models) {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, String> events = builder.stream(
                config.getString(MilenaConfig.INPUT_TOPIC_CONFIG),
                Consumed.with(Serdes.String(), Serdes.String())
                        .withTimestampExtractor((record, partitionTime) -> timestamp(String.valueOf(record.value()))));
        Duration size = Duration.ofMillis(MILLIS_A_NUMBER * NUMBERS_A_WINDOW);
        Summarized<String, String> summarized = Summaries.<String, String>named(STAGE)
                .over(TimeWindows.ofSizeAndGrace(size, size))
                .text(text -> text)
                .keysAs(Serdes.String())
                .models(models)
                .updateAfter(2)
                .idleAfter(IDLE)
                .apply(events);
        Produced<String, ChainedRecord> written = Produced.with(Serdes.String(), ChainedRecord.serde());
        summarized
                .summaries(WindowTopology::told)
                .flatMapValues(told -> told)
                .process(WindowTopology::now)
                .to(config.getString(MilenaConfig.OUTPUT_TOPIC_CONFIG), written);
        summarized
                .refusals()
                .flatMapValues(refusal -> eachOf(
                        Objects.requireNonNull(refusal.value()), refusal.code().name()))
                .merge(summarized.rejected().mapValues(WindowTopology::rejected))
                .process(WindowTopology::now)
                .to(config.getString(MilenaConfig.DEAD_LETTER_TOPIC_CONFIG), written);
        return builder.build();
    }

    /** Gives outputs the time of the clock: a broker deletes what is as old as the events pretend to be. */
    private static Processor<String, ChainedRecord, String, ChainedRecord> now() {
        return new ContextualProcessor<>() {
            @Override
            public void process(Record<String, ChainedRecord> record) {
                context().forward(record.withTimestamp(context().currentSystemTimeMs()));
            }
        };
    }

    private static long timestamp(String text) {
        Matcher matcher = NUMBER.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("an event of this run has no number");
        }
        return MILLIS_A_NUMBER * Long.parseLong(matcher.group(1));
    }

    private static List<ChainedRecord> told(WindowSummary<String> summary) {
        TextWindow window = summary.window();
        if (!window.isFinal()) {
            return List.of();
        }
        String told = windowOf((int) (window.start() / MILLIS_A_NUMBER)) + " " + summary.text();
        return window.texts().stream()
                .map(text -> of(text).withSummarized(told))
                .toList();
    }

    private static List<ChainedRecord> eachOf(TextWindow window, String code) {
        return window.isFinal()
                ? window.texts().stream()
                        .map(text -> of(text).withRefused(code))
                        .toList()
                : List.of();
    }

    private static ChainedRecord of(WindowedText text) {
        SourceCoordinates source = text.source().orElseThrow();
        return ChainedRecord.of(0, text.text()).at(source.partition(), source.offset());
    }

    private static ChainedRecord rejected(Refusal<String> refusal) {
        SourceCoordinates source = refusal.source().orElseThrow();
        return ChainedRecord.of(0, String.valueOf(refusal.value()))
                .at(source.partition(), source.offset())
                .withRefused(refusal.code().name());
    }
}
