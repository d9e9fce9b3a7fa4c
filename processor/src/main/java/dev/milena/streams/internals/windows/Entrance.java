// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.windows;

import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.api.WellFormedText;
import dev.milena.streams.internals.admission.TextLimits;
import dev.milena.streams.internals.outage.Blame;
import dev.milena.streams.record.SourceCoordinates;
import dev.milena.streams.record.SourceRecord;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Takes records into the windows of their keys. Stream thread.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
final class Entrance<K, V> {
    private final WindowSpec<K, V> spec;
    private final String topic;
    private final TextLimits limits;
    private final WindowTable table;

    /**
     * @param topic the changelog of the store, which is where keys go
     * @param limits of each text
     */
    Entrance(WindowSpec<K, V> spec, String topic, TextLimits limits, WindowTable table) {
        this.spec = spec;
        this.topic = topic;
        this.limits = limits;
        this.table = table;
    }

    /**
     * What became of a record.
     *
     * @param owner whose windows it came to
     * @param windows those that it is in; empty where it is in none
     * @param refusal why its text is in none, or null
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes travel by reference; nobody compares them
    record Entered(
            byte[] owner,
            List<OpenWindow> windows,
            @Nullable TextRefusedException refusal) {}

    /**
     * Takes a record.
     *
     * @param source where it comes from
     * @param now the wall clock
     * @throws TextRefusedException when it does not count in any window
     */
    Entered take(Record<K, V> record, Optional<SourceCoordinates> source, long now) throws TextRefusedException {
        checkTimestamp(record.timestamp(), now);
        byte[] owner = WindowKeys.owner(spec.windowing().definition(), key(record));
        @Nullable String text = null;
        @Nullable TextRefusedException unreadable = null;
        try {
            text = text(record, source);
        } catch (TextRefusedException e) {
            unreadable = e;
        }
        Clock before = table.clock();
        Clock clock = new Clock(Math.max(before.streamTime(), record.timestamp()), before.sequence() + 1);
        table.put(clock);
        Arrival arrival = new Arrival(record.timestamp(), before.sequence(), text != null, clock.streamTime(), now);
        List<OpenWindow> windows = spec.windowing().enter(table, owner, arrival);
        if (windows.isEmpty()) {
            throw late(record.timestamp(), clock.streamTime());
        }
        if (text != null) {
            StoredText stored = new StoredText(record.timestamp(), before.sequence(), text, source.orElse(null));
            keep(owner, stored, spec.windowing().pane(record.timestamp(), windows));
        }
        return new Entered(owner, windows, unreadable);
    }

    private void checkTimestamp(long timestamp, long now) throws TextRefusedException {
        long ahead = spec.limits().aheadMs();
        if (timestamp < 0 || timestamp - now > ahead) {
            throw new TextRefusedException(
                    RefusalCode.WRONG_TIMESTAMP,
                    "The record's timestamp is " + timestamp + ", the clock shows " + now
                            + "; it must not be negative, nor ahead of the clock by more than " + ahead
                            + " ms, or it would close the windows of all keys. Repair the clock or the timestamps of"
                            + " whoever writes the topic");
        }
    }

    private byte[] key(Record<K, V> record) throws TextRefusedException {
        if (record.key() == null) {
            throw new TextRefusedException(
                    RefusalCode.NO_KEY,
                    "The record has no key, and windows are kept by key; give it one, by selectKey(...) for instance");
        }
        try {
            return Blame.on(
                    "The key serde of '" + spec.name() + "'",
                    () -> spec.keySerde().serializer().serialize(topic, new RecordHeaders(), record.key()));
        } catch (Blame.RecordFailure e) {
            throw new TextRefusedException(
                    RefusalCode.NOT_STORABLE,
                    "The key cannot be written into the store of windows: " + e.described()
                            + "; repair the serde that keysAs(...) has, or what it is given");
        }
    }

    /** The text of a record; null where it has none. */
    private @Nullable String text(Record<K, V> record, Optional<SourceCoordinates> source) throws TextRefusedException {
        SourceRecord<K, V> taken = new SourceRecord<>(
                record.key(),
                record.value(),
                new RecordHeaders(record.headers().toArray()),
                record.timestamp(),
                source);
        @Nullable String text;
        try {
            text = Blame.on(
                            "The text function of '" + spec.name() + "'",
                            () -> Optional.ofNullable(spec.text().text(taken)))
                    .orElse(null);
        } catch (Blame.RecordFailure e) {
            throw new TextRefusedException(
                    RefusalCode.EXTRACTION_FAILED,
                    "The text function of '" + spec.name() + "' failed: " + e.described()
                            + "; let it return null for a record without a text");
        }
        if (text == null || text.isBlank()) {
            return null;
        }
        limits.check(text);
        WellFormedText.check(text);
        refuseUnlessAWindowMayKeep(text);
        return text;
    }

    /** What is admitted is kept, until newer texts need its room: a text that has no room by itself is refused. */
    private void refuseUnlessAWindowMayKeep(String text) throws TextRefusedException {
        long most = spec.limits().maxBytes();
        // a text has at most three bytes of UTF-8 a UTF-16 unit: most need no counting
        int bytes = text.length() > most / 3 ? StoredText.bytes(text) : 0;
        if (bytes > most) {
            throw new TextRefusedException(
                    RefusalCode.TEXT_TOO_LONG,
                    "The text has " + bytes + " bytes of UTF-8, and a window of '" + spec.name() + "' keeps at most "
                            + most
                            + "; split the text or raise maxBytes(...), which is milena.window.max.bytes where windows are"
                            + " made by settings");
        }
    }

    /** Keeps a text; where its pane has more than a window may keep, the oldest ones go. */
    private void keep(byte[] owner, StoredText text, Windowing.Pane pane) {
        WindowLimits most = spec.limits();
        table.add(owner, text);
        Usage usage = table.usage(owner, pane.start()).with(text);
        while (usage.texts() > most.maxTexts() || usage.bytes() > most.maxBytes()) {
            WindowTable.Removed removed = table.removeFirst(owner, usage, pane.end());
            if (removed == null) {
                break;
            }
            usage = usage.withoutFirst(removed);
        }
        table.put(owner, pane.start(), usage);
    }

    private static TextRefusedException late(long timestamp, long streamTime) {
        return new TextRefusedException(
                RefusalCode.LATE,
                "The record's timestamp is " + timestamp + ", and its windows are closed, since the stream is at "
                        + streamTime
                        + "; let windows take later records by a longer grace period, which is milena.window.grace.ms where"
                        + " windows are made by settings");
    }
}
