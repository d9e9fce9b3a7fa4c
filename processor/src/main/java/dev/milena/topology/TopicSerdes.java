// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.config.MilenaConfig;
import dev.milena.schemas.AttentionMap;
import dev.milena.schemas.DeadLetter;
import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.TextEvent;
import org.apache.kafka.common.serialization.Serde;

/**
 * The serdes of one task: serdes are not promised to be thread-safe, so no two tasks share one. Stream thread.
 *
 * @param input reads events
 * @param output writes answers
 * @param attention writes attention maps
 * @param deadLetter writes dead letters
 */
record TopicSerdes(
        Serde<TextEvent> input, Serde<EnrichedText> output, Serde<AttentionMap> attention, Serde<DeadLetter> deadLetter)
        implements AutoCloseable {

    static TopicSerdes open(MilenaConfig config) {
        return new TopicSerdes(
                config.newValueSerde(MilenaConfig.INPUT_VALUE_SERDE_CONFIG),
                config.newValueSerde(MilenaConfig.OUTPUT_VALUE_SERDE_CONFIG),
                config.newValueSerde(MilenaConfig.ATTENTION_VALUE_SERDE_CONFIG),
                config.newValueSerde(MilenaConfig.DEAD_LETTER_VALUE_SERDE_CONFIG));
    }

    @Override
    public void close() {
        input.close();
        output.close();
        attention.close();
        deadLetter.close();
    }
}
