// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A committed answer or dead letter, as a reader sees it. Immutable.
 *
 * @param partition partition of the output
 * @param key its key, or null
 * @param sourcePartition partition of the event that it answers
 * @param sourceOffset offset of that event
 * @param part which of the event's outputs it is, from 0
 * @param content the answer's text, or the dead letter's code with a sharp in front
 */
record Output(int partition, @Nullable String key, int sourcePartition, long sourceOffset, int part, String content) {

    /** What a record says. */
    static Output of(
            ConsumerRecord<byte[], byte[]> record, int sourcePartition, long sourceOffset, int part, String content) {
        byte @Nullable [] key = record.key();
        return new Output(
                record.partition(),
                key == null ? null : new String(key, StandardCharsets.UTF_8),
                sourcePartition,
                sourceOffset,
                part,
                content);
    }

    /** The content of a dead letter. */
    static String refused(String code) {
        return "#" + code;
    }

    /** Whether it is a dead letter. */
    boolean refused() {
        return content.startsWith(refused(""));
    }

    /** The event that it answers, as {@code partition@offset}. */
    String event() {
        return sourcePartition + "@" + sourceOffset;
    }
}
