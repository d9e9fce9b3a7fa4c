// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.config.MilenaConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What the output topics ask of records. Sizes are in bytes on the wire: the smaller of the producer's
 * {@code max.request.size} and the topic's {@code max.message.bytes}. An event has one timestamp in all of them and in the
 * changelog, so the strictest holds. Immutable.
 *
 * @param output largest answer
 * @param attention largest attention map
 * @param deadLetter largest dead letter
 * @param quarantine largest answer in doubt, where those have a topic of their own; else that of the others
 * @param late largest late event, where those have a topic of their own; else that of answers
 * @param mostAhead how far a timestamp may lie in the future
 * @param mostBehind how far it may lie in the past
 */
record TopicLimits(
        long output,
        long attention,
        long deadLetter,
        long quarantine,
        long late,
        Duration mostAhead,
        Duration mostBehind) {

    /**
     * @param limits by topic; a topic that is missing has the broker's defaults
     */
    static TopicLimits of(MilenaConfig config, Map<String, RecordLimits> limits) {
        RecordLimits output = of(config, limits, MilenaConfig.OUTPUT_TOPIC_CONFIG);
        RecordLimits attention = of(config, limits, MilenaConfig.ATTENTION_TOPIC_CONFIG);
        RecordLimits deadLetter = of(config, limits, MilenaConfig.DEAD_LETTER_TOPIC_CONFIG);
        RecordLimits quarantine =
                config.quarantines() ? of(config, limits, MilenaConfig.QUARANTINE_TOPIC_CONFIG) : output;
        RecordLimits late =
                config.windows().hasLateTopic() ? of(config, limits, MilenaConfig.WINDOW_LATE_TOPIC_CONFIG) : output;
        // one that is not there yet is created with the broker's own timestamps
        RecordLimits changelog = limits.getOrDefault(
                changelog(config), new RecordLimits(Integer.MAX_VALUE, RecordLimits.UNLIMITED, RecordLimits.UNLIMITED));
        List<RecordLimits> all = List.of(output, attention, deadLetter, quarantine, late, changelog);
        long request = config.stages().maxRequestBytes();
        return new TopicLimits(
                Math.min(request, output.maxMessageBytes()),
                Math.min(request, attention.maxMessageBytes()),
                Math.min(request, deadLetter.maxMessageBytes()),
                Math.min(request, quarantine.maxMessageBytes()),
                Math.min(request, late.maxMessageBytes()),
                least(all, RecordLimits::mostAhead),
                least(all, RecordLimits::mostBehind));
    }

    /** The topic of the pending store. */
    static String changelog(MilenaConfig config) {
        String store = config.windows().areOn()
                ? EnrichmentTopology.SUMMARIES + "-pending"
                : config.getString(MilenaConfig.PENDING_STORE_NAME_CONFIG);
        return config.applicationId() + "-" + store + "-changelog";
    }

    private static RecordLimits of(MilenaConfig config, Map<String, RecordLimits> limits, String setting) {
        return limits.getOrDefault(config.getString(setting), RecordLimits.DEFAULT);
    }

    private static Duration least(List<RecordLimits> limits, Function<RecordLimits, Duration> of) {
        return limits.stream().map(of).min(Duration::compareTo).orElseThrow();
    }
}
