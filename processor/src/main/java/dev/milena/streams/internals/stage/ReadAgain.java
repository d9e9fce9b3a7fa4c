// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import dev.milena.streams.internals.pending.PendingRecord;
import dev.milena.streams.internals.pending.PendingStore;
import dev.milena.streams.internals.pending.RecordIdentity;
import dev.milena.streams.internals.pending.StoredRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;

/**
 * What was restored and may be read again, where records and offsets are not one transaction. Each restored record
 * stands for one that comes again, for two may have one name. Stream thread.
 */
final class ReadAgain {
    private final PendingStore store;
    private final Map<RecordIdentity, Deque<Bytes>> restored = new HashMap<>();

    /** Over what is restored from that store. */
    ReadAgain(PendingStore store) {
        this.store = store;
    }

    /** A record was restored. */
    void add(RecordIdentity identity, Bytes storeKey) {
        restored.computeIfAbsent(identity, name -> new ArrayDeque<>()).add(storeKey);
    }

    /**
     * Whether a record was restored before its offset was committed, and now comes again. Not so when its content is
     * another: what comes of a record may depend on more than the record.
     */
    boolean claims(StoredRecord record) {
        Deque<Bytes> same = record.identity().isRepeatable() ? restored.get(record.identity()) : null;
        if (same == null) {
            return false;
        }
        Optional<Bytes> first =
                same.stream().filter(key -> store.holds(key, record.value())).findFirst();
        first.ifPresent(same::remove);
        return first.isPresent();
    }

    /** A record has left. */
    void forget(PendingRecord<?, ?> record) {
        Deque<Bytes> same = restored.get(record.identity());
        if (same != null && same.remove(record.storeKey()) && same.isEmpty()) {
            restored.remove(record.identity());
        }
    }
}
