// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.config.MilenaConfig;
import dev.milena.streams.record.Refusal;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** Turns refusals into dead letters. Stream thread. */
final class DeadLetterNode<V> extends ContextualProcessor<byte[], Refusal<V>, byte[], OutgoingValue> {
    private final MilenaConfig config;
    private final TopicLimits limits;
    private final TopicSerdes.OfThread serdes;
    private final Refused.Reading<V> reading;

    DeadLetterNode(MilenaConfig config, TopicLimits limits, TopicSerdes.OfThread serdes, Refused.Reading<V> reading) {
        this.config = config;
        this.limits = limits;
        this.serdes = serdes;
        this.reading = reading;
    }

    @Override
    public void process(Record<byte[], Refusal<V>> record) {
        DeadLetters letters = new DeadLetters(
                config.getString(MilenaConfig.DEAD_LETTER_TOPIC_CONFIG),
                serdes.get().deadLetter().serializer(),
                config.getBoolean(MilenaConfig.DEAD_LETTERS_INCLUDE_TEXT_CONFIG),
                limits.deadLetter(),
                context().applicationId());
        Refused refused = reading.read(record, context().taskId().partition());
        context().forward(letters.of(record.withValue(refused), context().currentSystemTimeMs()));
    }
}
