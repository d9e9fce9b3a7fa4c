// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.config.MilenaConfig;
import dev.milena.schemas.AttentionMap;
import dev.milena.schemas.DeadLetter;
import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.TextEvent;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * The serdes of one stream thread: serdes are not promised to be thread-safe, so no two threads share one.
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

    /** Opens the serdes of a thread with its first task, and closes them with its last. */
    static final class OfThread {
        private final MilenaConfig config;
        private final ThreadLocal<Open> open = ThreadLocal.withInitial(Open::new);

        OfThread(MilenaConfig config) {
            this.config = config;
        }

        private static final class Open {
            private int tasks;
            private @Nullable TopicSerdes serdes;
        }

        /** A task of this thread starts. */
        void begin() {
            open.get().tasks++;
            get();
        }

        /** The serdes of this thread. */
        TopicSerdes get() {
            Open here = open.get();
            TopicSerdes serdes = here.serdes;
            if (serdes == null) {
                serdes = TopicSerdes.open(config);
                here.serdes = serdes;
            }
            return serdes;
        }

        /** A task of this thread ends. */
        void end() {
            Open here = open.get();
            here.tasks--;
            if (here.tasks <= 0 && here.serdes != null) {
                here.serdes.close();
                open.remove();
            }
        }
    }
}
