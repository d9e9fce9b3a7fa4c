// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.config.MilenaConfig;
import java.util.Map;

/**
 * The largest record that each output topic takes, in bytes on the wire: the smaller of the producer's
 * {@code max.request.size} and the topic's {@code max.message.bytes}. Immutable.
 *
 * @param output largest answer
 * @param attention largest attention map
 * @param deadLetter largest dead letter
 */
record TopicLimits(long output, long attention, long deadLetter) {
    /** A broker's default {@code max.message.bytes}. */
    private static final int DEFAULT_MAX_MESSAGE_BYTES = 1_048_588;

    /**
     * @param maxMessageBytes {@code max.message.bytes} by topic; a topic that is missing has the broker's default
     */
    static TopicLimits of(MilenaConfig config, Map<String, Integer> maxMessageBytes) {
        long request = config.stages().maxRequestBytes();
        return new TopicLimits(
                limit(request, maxMessageBytes, config.getString(MilenaConfig.OUTPUT_TOPIC_CONFIG)),
                limit(request, maxMessageBytes, config.getString(MilenaConfig.ATTENTION_TOPIC_CONFIG)),
                limit(request, maxMessageBytes, config.getString(MilenaConfig.DEAD_LETTER_TOPIC_CONFIG)));
    }

    private static long limit(long request, Map<String, Integer> maxMessageBytes, String topic) {
        return Math.min(request, maxMessageBytes.getOrDefault(topic, DEFAULT_MAX_MESSAGE_BYTES));
    }
}
