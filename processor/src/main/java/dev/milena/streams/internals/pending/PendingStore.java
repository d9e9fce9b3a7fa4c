// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.pending;

import dev.milena.streams.record.RecordSize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The records of one task that are owed an answer, in a changelogged store. Stream thread. */
public final class PendingStore {
    private final KeyValueStore<Bytes, byte[]> store;
    private final long maxRecordBytes;
    private long nextSequence;

    /**
     * @param maxRecordBytes largest record that the store's changelog takes
     */
    public PendingStore(KeyValueStore<Bytes, byte[]> store, long maxRecordBytes) {
        this.store = store;
        this.maxRecordBytes = maxRecordBytes;
    }

    /**
     * An entry of the store.
     *
     * @param key its key
     * @param record what it holds
     */
    public record StoredEntry(Bytes key, StoredRecord record) {}

    /**
     * What came of an attempt to keep a record.
     *
     * @param key its key in the store, or null where it was not kept
     * @param tooLarge how large its changelog record may get where that is too large, else 0
     */
    public record Kept(@Nullable Bytes key, long tooLarge) {}

    /**
     * Keeps a record behind all others, if its changelog takes it: one that is too large would be noticed only when the
     * transaction fails.
     */
    public Kept put(StoredRecord record) {
        Bytes key = PendingCodec.key(nextSequence);
        byte[] envelope = PendingCodec.encode(record);
        long size = RecordSize.upperBound(key.get(), envelope, new RecordHeaders());
        if (size > maxRecordBytes) {
            return new Kept(null, size);
        }
        store.put(key, envelope);
        nextSequence++;
        return new Kept(key, 0);
    }

    /** Whether the entry of that key holds a record with that value. */
    public boolean holds(Bytes key, byte @Nullable [] value) {
        byte[] envelope = store.get(key);
        return envelope != null
                && Arrays.equals(PendingCodec.decode(key, envelope).value(), value);
    }

    /** Forgets an entry. */
    public void delete(Bytes key) {
        store.delete(key);
    }

    /**
     * Everything that is kept, in the order in which it came; what comes later is kept behind it.
     *
     * @throws UnreadablePendingException when an entry cannot be read; none may be lost silently
     */
    public List<StoredEntry> all() {
        List<StoredEntry> entries = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(entry -> {
                entries.add(new StoredEntry(entry.key, PendingCodec.decode(entry.key, entry.value)));
                nextSequence = Math.max(nextSequence, PendingCodec.sequence(entry.key) + 1);
            });
        }
        return entries;
    }
}
