// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import dev.milena.api.TextRefusedException;
import dev.milena.streams.internals.pending.Identities;
import dev.milena.streams.internals.pending.PendingRecord;
import dev.milena.streams.internals.pending.PendingStore;
import dev.milena.streams.internals.pending.StoredRecord;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a record, new or restored, what a session works on: its name, its bytes, its texts. Stream thread.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
final class Intake<K, V> {
    private static final Bytes NOT_STORED = Bytes.wrap(new byte[0]);

    private final RecordSerdes<K, V> serdes;
    private final Extraction<K, V> extraction;
    private final Identities identities = new Identities();

    Intake(RecordSerdes<K, V> serdes, Extraction<K, V> extraction) {
        this.serdes = serdes;
        this.extraction = extraction;
    }

    /**
     * A record that was taken in.
     *
     * @param record the record
     * @param stored as the store keeps it; null where it cannot be written
     * @param texts its texts, or why it is refused as a whole
     */
    record Taken<K, V>(PendingRecord<K, V> record, @Nullable StoredRecord stored, Texts texts) {}

    /** Takes in a new record. */
    Taken<K, V> take(Record<K, V> input, Optional<RecordMetadata> metadata) {
        // a sibling of the stage may add to the record's own headers later
        Headers headers = new RecordHeaders(input.headers().toArray());
        RecordSerdes.Written written;
        try {
            written = serdes.write(input.key(), input.value(), headers);
        } catch (TextRefusedException e) {
            Identities.Named named = identities.name(metadata, null, null, input.timestamp());
            return new Taken<>(record(input, named, headers, null, 0), null, Texts.refused(e));
        }
        Identities.Named named = identities.name(metadata, written.key(), written.value(), input.timestamp());
        StoredRecord stored = new StoredRecord(
                named.identity(),
                named.source(),
                input.timestamp(),
                written.key(),
                written.value(),
                headers,
                written.serdeHeaders());
        PendingRecord<K, V> record = record(input, named, headers, written.key(), stored.bytes());
        return new Taken<>(record, stored, extraction.texts(record));
    }

    private static <K, V> PendingRecord<K, V> record(
            Record<K, V> input, Identities.Named named, Headers headers, byte @Nullable [] keyBytes, long bytes) {
        return new PendingRecord<>(
                NOT_STORED,
                named.identity(),
                named.source(),
                input.key(),
                input.value(),
                keyBytes,
                headers,
                input.timestamp(),
                bytes);
    }

    /** Takes in a record that the store holds. */
    Taken<K, V> restore(PendingStore.StoredEntry entry) {
        StoredRecord stored = entry.record();
        Headers headers = stored.serdeHeaders() == null ? stored.headers() : stored.serdeHeaders();
        @Nullable K key = null;
        @Nullable V value = null;
        @Nullable TextRefusedException unreadable = null;
        try {
            key = serdes.readKey(stored.key(), headers);
            value = serdes.readValue(stored.value(), headers);
        } catch (TextRefusedException e) {
            unreadable = e;
        }
        PendingRecord<K, V> record = new PendingRecord<>(
                entry.key(),
                stored.identity(),
                stored.source(),
                key,
                value,
                stored.key(),
                stored.headers(),
                stored.timestamp(),
                stored.bytes());
        Texts texts = unreadable == null ? extraction.texts(record) : Texts.refused(unreadable);
        return new Taken<>(record, stored, texts);
    }
}
