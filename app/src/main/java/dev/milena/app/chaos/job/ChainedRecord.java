// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * A record of the chained topology, as a user could have it: plain JSON, and nothing that Milena knows. Immutable.
 *
 * @param part which of the records that came of one event, from 0
 * @param text what is translated
 * @param partition partition of the event, -1 before the first stage has told
 * @param offset offset of the event, -1 before the first stage has told
 * @param translated the translation, null before it is there
 * @param summarized the summary of the translation, null before it is there
 * @param refused why the record was refused, null where it was not
 */
public record ChainedRecord(
        int part,
        String text,
        int partition,
        long offset,
        @Nullable String translated,
        @Nullable String summarized,
        @Nullable String refused) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static ChainedRecord of(int part, String text) {
        return new ChainedRecord(part, text, -1, -1, null, null, null);
    }

    ChainedRecord at(int sourcePartition, long sourceOffset) {
        return new ChainedRecord(part, text, sourcePartition, sourceOffset, translated, summarized, refused);
    }

    ChainedRecord withTranslated(String translation) {
        return new ChainedRecord(part, text, partition, offset, translation, summarized, refused);
    }

    ChainedRecord withSummarized(String summary) {
        return new ChainedRecord(part, text, partition, offset, translated, summary, refused);
    }

    ChainedRecord withRefused(String code) {
        return new ChainedRecord(part, text, partition, offset, translated, summarized, code);
    }

    /** JSON in UTF-8. */
    public static Serde<ChainedRecord> serde() {
        return Serdes.serdeFrom((topic, record) -> write(record), (topic, bytes) -> read(bytes));
    }

    private static byte @Nullable [] write(@Nullable ChainedRecord record) {
        try {
            return record == null ? null : JSON.writeValueAsBytes(record);
        } catch (JsonProcessingException e) {
            throw new SerializationException("a record of the chained topology cannot be written", e);
        }
    }

    private static @Nullable ChainedRecord read(byte @Nullable [] bytes) {
        try {
            return bytes == null ? null : JSON.readValue(bytes, ChainedRecord.class);
        } catch (IOException e) {
            throw new SerializationException("a record of the chained topology cannot be read", e);
        }
    }
}
