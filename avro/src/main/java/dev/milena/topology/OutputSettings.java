// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.config.MilenaConfig;
import dev.milena.schemas.SpanUnit;
import dev.milena.streams.record.TextAttention;
import dev.milena.streams.record.TextResult;
import java.util.List;

/**
 * What the settings say of answers: where they go and what they hold. Immutable.
 *
 * @param outputTopic takes answers
 * @param quarantineTopic takes answers that are in doubt; empty when the output topic takes them too
 * @param attentionTopic takes attention maps
 * @param attentionEnabled whether attention maps are written
 * @param includeSourceText whether answers hold their source text
 * @param unit what offsets count
 */
record OutputSettings(
        String outputTopic,
        String quarantineTopic,
        String attentionTopic,
        boolean attentionEnabled,
        boolean includeSourceText,
        SpanUnit unit) {
    static OutputSettings of(MilenaConfig config) {
        return new OutputSettings(
                config.getString(MilenaConfig.OUTPUT_TOPIC_CONFIG),
                config.getString(MilenaConfig.QUARANTINE_TOPIC_CONFIG),
                config.getString(MilenaConfig.ATTENTION_TOPIC_CONFIG),
                config.getBoolean(MilenaConfig.ATTENTION_ENABLED_CONFIG),
                config.getBoolean(MilenaConfig.OUTPUT_INCLUDE_SOURCE_TEXT_CONFIG),
                Offsets.unitOf(config));
    }

    /** Whether an answer is in doubt and those have a topic of their own. */
    boolean isQuarantined(TextResult.Answered answered) {
        return !quarantineTopic.isEmpty() && !answered.answer().doubts().isEmpty();
    }

    /** The attention that is to be written: one an answer, or one each answered segment. */
    List<TextAttention> attentionOf(TextResult.Answered answered) {
        return attentionEnabled ? TextAttention.of(0, answered) : List.of();
    }
}
