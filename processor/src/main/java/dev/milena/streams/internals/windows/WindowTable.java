// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.windows;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The windows of one task and their texts in a changelogged store. Stream thread. */
final class WindowTable {
    private static final long LAST = Long.MAX_VALUE;

    private final KeyValueStore<Bytes, byte[]> store;
    private final Found closing = new Found('T');
    private final Found updating = new Found('U');
    private @Nullable Clock clock;

    /** Entries of one writer that are found by a time. A search starts where the last one found the first, and meets nothing that was deleted. */
    private static final class Found {
        final char what;
        long earliest;

        Found(char what) {
            this.what = what;
        }

        Bytes at(long time, byte[] owner, long... numbers) {
            earliest = Math.min(earliest, time);
            return WindowKeys.timed(what, time, owner, numbers);
        }
    }

    WindowTable(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /**
     * A window that is due, by when it closes or by when its next early update is.
     *
     * @param key key of the entry that says so
     * @param time when it is due
     * @param owner whose window it is
     * @param start start of the window
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes travel by reference; nobody compares them
    record Due(Bytes key, long time, byte[] owner, long start) {}

    /** How far the task is; asked for several times a record, and read once a life. */
    Clock clock() {
        if (clock == null) {
            byte[] bytes = store.get(WindowKeys.CLOCK);
            clock = bytes == null ? Clock.FIRST : WindowCodec.clock(bytes);
        }
        return clock;
    }

    void put(Clock now) {
        clock = now;
        store.put(WindowKeys.CLOCK, WindowCodec.encode(now));
    }

    @Nullable
    OpenWindow window(byte[] owner, long start) {
        return get(WindowKeys.of('W', owner, start), WindowCodec::window);
    }

    /** The open windows of an owner, by their starts. */
    List<OpenWindow> windows(byte[] owner) {
        return range(
                WindowKeys.of('W', owner, 0),
                WindowKeys.of('W', owner, LAST),
                Integer.MAX_VALUE,
                (key, value) -> WindowCodec.window(value));
    }

    /** The first open window of an owner, or null. */
    @Nullable
    OpenWindow firstWindow(byte[] owner) {
        List<OpenWindow> first = range(
                WindowKeys.of('W', owner, 0),
                WindowKeys.of('W', owner, LAST),
                1,
                (key, value) -> WindowCodec.window(value));
        return first.isEmpty() ? null : first.get(0);
    }

    /** Keeps a window that was changed; its time to close may have changed with it. */
    void put(byte[] owner, OpenWindow window, @Nullable OpenWindow before) {
        if (before == null || before.closesAt() != window.closesAt() || before.start() != window.start()) {
            if (before != null) {
                remove(owner, before);
            }
            store.put(closing.at(window.closesAt(), owner, window.start()), new byte[0]);
        }
        store.put(WindowKeys.of('W', owner, window.start()), WindowCodec.encode(window));
    }

    /** Forgets a window, not its texts. */
    void remove(byte[] owner, OpenWindow window) {
        store.delete(WindowKeys.of('W', owner, window.start()));
        store.delete(WindowKeys.timed('T', window.closesAt(), owner, window.start()));
    }

    /** Windows that close at that time or before, the earliest first. */
    List<Due> closing(long until, int most) {
        return due(closing, until, most);
    }

    /** When the next window closes; the greatest number where none is open. */
    long nextClosing() {
        List<Due> next = due(closing, LAST - 1, 1);
        return next.isEmpty() ? LAST : next.get(0).time();
    }

    void updateAt(long time, byte[] owner, long start) {
        store.put(updating.at(time, owner, start), new byte[0]);
    }

    void forgetUpdateAt(long time, byte[] owner, long start) {
        store.delete(WindowKeys.timed('U', time, owner, start));
    }

    /** Windows whose early update is due at that time or before, the earliest first. */
    List<Due> updating(long until, int most) {
        return due(updating, until, most);
    }

    private List<Due> due(Found found, long until, int most) {
        return timed(
                found,
                until,
                most,
                key -> new Due(key, WindowKeys.time(key), WindowKeys.timedOwner(key, 1), WindowKeys.lastNumber(key)));
    }

    private <T> List<T> timed(Found found, long until, int most, Function<Bytes, T> reading) {
        if (until < found.earliest) {
            return List.of();
        }
        List<Bytes> keys = range(
                WindowKeys.from(found.what, found.earliest),
                WindowKeys.from(found.what, until + 1),
                most,
                (key, value) -> key);
        found.earliest = keys.isEmpty() ? until + 1 : WindowKeys.time(keys.get(0));
        return keys.stream().map(reading).toList();
    }

    /** Adds a text. */
    void add(byte[] owner, StoredText text) {
        store.put(WindowKeys.of('E', owner, text.timestamp(), text.sequence()), WindowCodec.encode(text));
    }

    /** Texts of an owner from a time up to another, which does not count, in their order. */
    List<StoredText> texts(byte[] owner, long from, long to) {
        return to <= from
                ? List.of()
                : range(
                        WindowKeys.of('E', owner, from, 0),
                        WindowKeys.of('E', owner, to - 1, LAST),
                        Integer.MAX_VALUE,
                        WindowCodec::text);
    }

    /**
     * A text that was removed.
     *
     * @param timestamp of its record
     * @param sequence its place
     * @param bytes of it in UTF-8
     */
    record Removed(long timestamp, long sequence, long bytes) {}

    /** Removes the first text of a pane; null where it has none. */
    @Nullable
    Removed removeFirst(byte[] owner, Usage usage, long end) {
        if (usage.firstTimestamp() >= end) {
            return null;
        }
        List<KeyValue<Bytes, byte[]>> first = range(
                WindowKeys.of('E', owner, usage.firstTimestamp(), usage.firstSequence()),
                WindowKeys.of('E', owner, end - 1, LAST),
                1,
                KeyValue::pair);
        if (first.isEmpty()) {
            return null;
        }
        Bytes key = first.get(0).key;
        store.delete(key);
        return new Removed(
                WindowKeys.number(key, 2),
                WindowKeys.number(key, 1),
                WindowCodec.text(key, first.get(0).value).bytes());
    }

    /** Removes all texts and panes of an owner before a time. */
    void removeBefore(byte[] owner, long time) {
        if (time > 0) {
            keys(WindowKeys.of('E', owner, 0, 0), WindowKeys.of('E', owner, time - 1, LAST))
                    .forEach(store::delete);
            keys(WindowKeys.of('P', owner, 0), WindowKeys.of('P', owner, time - 1))
                    .forEach(store::delete);
        }
    }

    Usage usage(byte[] owner, long pane) {
        Usage usage = get(WindowKeys.of('P', owner, pane), WindowCodec::usage);
        return usage == null ? Usage.NONE : usage;
    }

    void put(byte[] owner, long pane, Usage usage) {
        store.put(WindowKeys.of('P', owner, pane), WindowCodec.encode(usage));
    }

    void removeUsage(byte[] owner, long pane) {
        store.delete(WindowKeys.of('P', owner, pane));
    }

    /** A model is asked about that edition of a window. */
    void putAsked(byte[] owner, long start, int edition) {
        store.put(WindowKeys.of('F', owner, start, edition), new byte[0]);
    }

    /** No model is asked about it any more. */
    void removeAsked(byte[] owner, long start, int edition) {
        store.delete(WindowKeys.of('F', owner, start, edition));
    }

    /** Whether a model is asked about any window of an owner. */
    boolean isAsked(byte[] owner) {
        return !range(WindowKeys.of('F', owner, 0, 0), WindowKeys.of('F', owner, LAST, LAST), 1, KeyValue::pair)
                .isEmpty();
    }

    /** About how many windows models are asked. */
    int asked() {
        return keys(Bytes.wrap(new byte[] {'F'}), Bytes.wrap(new byte[] {'F' + 1}))
                .size();
    }

    @Nullable
    Story story(byte[] owner) {
        return get(WindowKeys.of('R', owner), WindowCodec::story);
    }

    /** Keeps a story in the place of the one before. */
    void put(byte[] owner, Story story) {
        Story before = story(owner);
        if (before != null) {
            store.delete(WindowKeys.timed('X', before.expiresAt(), owner));
        }
        store.put(WindowKeys.of('R', owner), WindowCodec.encode(story));
        store.put(WindowKeys.timed('X', story.expiresAt(), owner), new byte[0]);
    }

    /**
     * Forgets stories that expire at that time or before, at most so many.
     *
     * @param mayGoOn until when the story of a key is kept all the same, since a window is open that may go on with it; else null
     */
    void forgetStories(long until, int most, Function<byte[], @Nullable Long> mayGoOn) {
        if (until < 0) {
            return;
        }
        for (Bytes key : range(WindowKeys.from('X', 0), WindowKeys.from('X', until + 1), most, (each, none) -> each)) {
            byte[] owner = WindowKeys.timedOwner(key, 0);
            Story story = story(owner);
            boolean isExpired = story != null && story.expiresAt() <= until;
            Long later = isExpired ? mayGoOn.apply(WindowKeys.keyOf(owner)) : null;
            store.delete(key);
            if (later != null) {
                store.put(WindowKeys.timed('X', Math.max(later, until + 1), owner), new byte[0]);
            } else if (isExpired) {
                store.delete(WindowKeys.of('R', owner));
            }
        }
    }

    private <T> @Nullable T get(Bytes key, Function<byte[], T> reading) {
        byte[] bytes = store.get(key);
        return bytes == null ? null : reading.apply(bytes);
    }

    private List<Bytes> keys(Bytes from, Bytes to) {
        return range(from, to, Integer.MAX_VALUE, (key, value) -> key);
    }

    /** Entries from a key to another, both included, read before anything is written again. */
    private <T> List<T> range(Bytes from, Bytes to, int most, BiFunction<Bytes, byte[], T> reading) {
        List<T> found = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> entries = store.range(from, to)) {
            while (entries.hasNext() && found.size() < most) {
                KeyValue<Bytes, byte[]> entry = entries.next();
                found.add(reading.apply(entry.key, entry.value));
            }
        }
        return found;
    }
}
