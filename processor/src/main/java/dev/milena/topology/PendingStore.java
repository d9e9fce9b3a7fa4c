// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The events of one task that are owed an answer, in a changelogged store. Stream thread. */
final class PendingStore {
    private final KeyValueStore<Bytes, byte[]> store;
    private final long maxRecordBytes;

    PendingStore(KeyValueStore<Bytes, byte[]> store, long maxRecordBytes) {
        this.store = store;
        this.maxRecordBytes = maxRecordBytes;
    }

    /**
     * Keeps an event, if its changelog takes it: a record that is too large would be noticed only when the transaction
     * fails.
     *
     * @return how large its changelog record may get if that is too large and nothing was kept, else 0
     */
    long put(PendingEvent event) {
        Bytes key = event.id().toBytes();
        byte[] envelope = PendingEventCodec.encode(event);
        long size = RecordSize.upperBound(key.get(), envelope, new RecordHeaders());
        if (size > maxRecordBytes) {
            return size;
        }
        store.put(key, envelope);
        return 0;
    }

    void delete(EventId id) {
        store.delete(id.toBytes());
    }

    /**
     * Everything that is kept, each partition in the order of its offsets.
     *
     * @throws UnreadablePendingEventException when an entry cannot be read; none may be lost silently
     */
    List<PendingEvent> all() {
        List<PendingEvent> events = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> entries = store.all()) {
            entries.forEachRemaining(
                    entry -> events.add(PendingEventCodec.decode(EventId.fromBytes(entry.key), entry.value)));
        }
        return events;
    }
}
