// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.config.MilenaConfig;
import dev.milena.config.WindowSettings;
import dev.milena.language.LanguageDetector;
import dev.milena.streams.Models;
import dev.milena.streams.Summaries;
import dev.milena.streams.Summarized;
import dev.milena.streams.record.Refusal;
import dev.milena.streams.windows.TextWindow;
import java.util.ServiceLoader;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.SessionWindows;
import org.apache.kafka.streams.kstream.TimeWindows;

/** The part of the topology of the built-in topics that summarizes windows of events, in the place of answers to each. */
final class WindowTopology {
    private final MilenaConfig config;
    private final WindowSettings windows;
    private final TopicLimits limits;
    private final TopicSerdes.OfThread serdes;

    WindowTopology(MilenaConfig config, TopicLimits limits, TopicSerdes.OfThread serdes) {
        this.config = config;
        this.windows = config.windows();
        this.limits = limits;
        this.serdes = serdes;
    }

    /** Adds it behind the events. */
    void addTo(KStream<byte[], SourceEvent> events, Models models) {
        EventReader reader = new EventReader(config.getString(MilenaConfig.INPUT_TOPIC_CONFIG), serdes);
        Summarized<byte[], SourceEvent> summarized = stage(reader, models)
                .apply(events.filter(
                        (key, event) -> event.originalTimestamp() == null, Named.as("milena-timestamps-right")));
        addSummaries(summarized);
        KStream<byte[], Refusal<SourceEvent>> rejected = summarized.rejected();
        if (windows.hasLateTopic()) {
            LateEvents late = new LateEvents(limits.late());
            EnrichmentTopology.send(
                    rejected.process(late::events, Named.as("milena-late-events")),
                    windows.lateTopic(),
                    EnrichmentTopology.LATE_SINK);
            rejected = rejected.process(late::others, Named.as("milena-not-late"));
        }
        KStream<byte[], Refusal<SourceEvent>> misdated =
                events.process(() -> new MisdatedNode(windows.ahead()), Named.as("milena-timestamps-wrong"));
        addDeadLetters(
                rejected.merge(
                        counted(misdated, models, "milena-timestamps-wrong-counted"), Named.as("milena-rejected")),
                counted(
                        summarized.flatSummaries(WindowWriter::nothingReadable),
                        models,
                        "milena-windows-unreadable-counted"),
                summarized);
    }

    /** The stage counts what it refuses itself, not what is refused here. */
    private static <V> KStream<byte[], Refusal<V>> counted(
            KStream<byte[], Refusal<V>> refusals, Models models, String node) {
        return refusals.peek(
                (key, refusal) -> models.observer().refused(EnrichmentTopology.SUMMARIES, refusal.code()),
                Named.as(node));
    }

    private Summaries<byte[], SourceEvent> stage(EventReader reader, Models models) {
        Summaries<byte[], SourceEvent> stage = over(Summaries.<byte[], SourceEvent>named(EnrichmentTopology.SUMMARIES))
                .textOf(reader::text)
                .keysAs(Serdes.ByteArray())
                .models(models)
                .maxTexts(windows.maxTexts())
                .maxBytes(windows.maxBytes())
                .atMostAhead(windows.ahead());
        ServiceLoader.load(LanguageDetector.class).findFirst().ifPresent(stage::languageDetector);
        if (windows.updateEvents() > 0) {
            stage.updateAfter(windows.updateEvents());
        }
        if (!windows.updateEvery().isZero()) {
            stage.updateEvery(windows.updateEvery());
        }
        if (!windows.idle().isZero()) {
            stage.idleAfter(windows.idle());
        }
        if (!windows.story().isZero()) {
            stage.rolling(windows.story());
        }
        return stage;
    }

    private Summaries<byte[], SourceEvent> over(Summaries<byte[], SourceEvent> stage) {
        return switch (windows.kind()) {
            case TUMBLING -> stage.over(TimeWindows.ofSizeAndGrace(windows.size(), windows.grace()));
            case HOPPING ->
                stage.over(TimeWindows.ofSizeAndGrace(windows.size(), windows.grace())
                        .advanceBy(windows.advance()));
            case SESSION -> stage.over(SessionWindows.ofInactivityGapAndGrace(windows.gap(), windows.grace()));
            case NONE -> throw new IllegalStateException("no windows are set");
        };
    }

    private void addSummaries(Summarized<byte[], SourceEvent> summarized) {
        WindowWriter writer = new WindowWriter(config, limits, serdes);
        EnrichmentTopology.send(
                summarized.flatSummaries(writer::summary),
                config.getString(MilenaConfig.OUTPUT_TOPIC_CONFIG),
                EnrichmentTopology.OUTPUT_SINK);
        if (config.getBoolean(MilenaConfig.ATTENTION_ENABLED_CONFIG)) {
            EnrichmentTopology.send(
                    summarized.flatSummaries(writer::attention),
                    config.getString(MilenaConfig.ATTENTION_TOPIC_CONFIG),
                    EnrichmentTopology.ATTENTION_SINK);
        }
        if (config.quarantines()) {
            EnrichmentTopology.send(
                    summarized.flatSummaries(writer::quarantined),
                    config.getString(MilenaConfig.QUARANTINE_TOPIC_CONFIG),
                    EnrichmentTopology.QUARANTINE_SINK);
        }
    }

    private void addDeadLetters(
            KStream<byte[], Refusal<SourceEvent>> events,
            KStream<byte[], Refusal<TextWindow>> unreadable,
            Summarized<byte[], SourceEvent> summarized) {
        KStream<byte[], Refusal<TextWindow>> refused =
                summarized.refusals().merge(unreadable, Named.as("milena-windows-refused"));
        Refused.OfWindows ofWindows = new Refused.OfWindows(config);
        EnrichmentTopology.send(
                events.process(
                                () -> new DeadLetterNode<>(config, limits, serdes, Refused::ofEvent),
                                Named.as("milena-dead-letter"))
                        .merge(
                                refused.process(
                                        () -> new DeadLetterNode<>(config, limits, serdes, ofWindows),
                                        Named.as("milena-dead-letter-windows")),
                                Named.as("milena-dead-letters-all")),
                config.getString(MilenaConfig.DEAD_LETTER_TOPIC_CONFIG),
                EnrichmentTopology.DEAD_LETTER_SINK);
    }
}
