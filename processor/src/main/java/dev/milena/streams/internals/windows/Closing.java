// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.windows;

import dev.milena.streams.windows.TextWindow;
import dev.milena.streams.windows.WindowedText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has models asked about windows: those that close, and those whose early update is due. No more are asked about at once than
 * the task has room for; the others wait in the store. Stream thread.
 */
final class Closing {
    /** So many due windows are looked at in one go. */
    private static final int SCAN = 256;

    private static final long RECOUNT_MS = 20;

    private final WindowTable table;
    private final int definition;
    private final WindowLimits limits;
    private final int mostAsked;
    private final Asking asking;

    /** At most so many windows are asked about; -1 where nobody knows. */
    private int asked = -1;

    /** When it was counted, by the wall clock. */
    private long countedAt;

    /** The wall clock now. */
    private long now;

    /** No window closes before this stream time. */
    private long nextClosing = Long.MIN_VALUE;

    /**
     * @param definition which windows new records come into
     * @param mostAsked most windows that models are asked about at once
     * @param asking has a model asked
     */
    Closing(WindowTable table, int definition, WindowLimits limits, int mostAsked, Asking asking) {
        this.table = table;
        this.definition = definition;
        this.limits = limits;
        this.mostAsked = mostAsked;
        this.asking = asking;
    }

    /** Has a model asked about a window. */
    @FunctionalInterface
    interface Asking {
        /**
         * Asks.
         *
         * @param key key of the records, as bytes
         * @param window the window
         * @param timestamp of its last record
         */
        void ask(byte[] key, TextWindow window, long timestamp);
    }

    /** A record came into windows. */
    void entered(byte[] owner, List<OpenWindow> windows, long wallClock) {
        now = wallClock;
        for (OpenWindow window : windows) {
            nextClosing = Math.min(nextClosing, window.closesAt());
            boolean isEnough = limits.updateRecords() > 0 && window.untold() >= limits.updateRecords();
            if (isEnough && mayAsk(owner)) {
                update(owner, window);
            } else if (limits.updateMs() > 0) {
                table.updateAt(window.toldAt() + limits.updateMs(), owner, window.start());
            }
        }
    }

    /**
     * Has models asked about what is due.
     *
     * @return whether something is due that there is no room for
     */
    boolean runDue(long wallClock) {
        now = wallClock;
        boolean isLeft = close(table.clock().streamTime());
        return (limits.updateMs() > 0 && updateDue()) || isLeft;
    }

    /** Whether a window closes at that stream time or before, as far as is known without a look. */
    boolean mayClose(long streamTime) {
        return nextClosing <= streamTime;
    }

    /** Whether no model is asked about any window. */
    boolean isQuiet() {
        if (asked != 0) {
            asked = table.asked();
        }
        return asked == 0;
    }

    /** Whether windows are open. */
    boolean hasWindows() {
        return (nextClosing == Long.MIN_VALUE ? table.nextClosing() : nextClosing) < Long.MAX_VALUE;
    }

    private boolean close(long streamTime) {
        if (!mayClose(streamTime)) {
            return false;
        }
        boolean isLeft = false;
        boolean hasMore = true;
        while (hasMore) {
            List<WindowTable.Due> due = table.closing(streamTime, SCAN);
            int closed = 0;
            for (WindowTable.Due each : due) {
                if (room() <= 0) {
                    return true;
                }
                if (mayAsk(each.owner())) {
                    close(each);
                    closed++;
                } else {
                    isLeft = true;
                }
            }
            hasMore = due.size() == SCAN && closed > 0;
        }
        if (limits.isRolling()) {
            table.forgetStories(streamTime, SCAN, this::lastClosing);
        }
        nextClosing = isLeft ? Long.MIN_VALUE : table.nextClosing();
        return isLeft;
    }

    /** When the last open window of a key closes; null where none is open. */
    private @Nullable Long lastClosing(byte[] key) {
        return table.windows(WindowKeys.owner(definition, key)).stream()
                .map(OpenWindow::closesAt)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    private void close(WindowTable.Due due) {
        OpenWindow window = table.window(due.owner(), due.start());
        if (window == null || window.closesAt() != due.time()) {
            throw new IllegalStateException("The store of windows says that a window closes at " + due.time()
                    + ", and has no such window; its changelog is damaged");
        }
        ask(due.owner(), window, true);
        table.remove(due.owner(), window);
        if (limits.updateMs() > 0) {
            table.forgetUpdateAt(window.toldAt() + limits.updateMs(), due.owner(), window.start());
        }
        OpenWindow next = table.firstWindow(due.owner());
        table.removeBefore(due.owner(), next == null ? window.end() : next.start());
    }

    private boolean updateDue() {
        for (WindowTable.Due due : table.updating(now, SCAN)) {
            OpenWindow window = table.window(due.owner(), due.start());
            boolean isDue = window != null && window.untold() > 0 && window.toldAt() + limits.updateMs() <= now;
            if (isDue && !mayAsk(due.owner())) {
                return true;
            }
            table.forgetUpdateAt(due.time(), due.owner(), due.start());
            if (window != null && isDue) {
                update(due.owner(), window);
            }
        }
        return false;
    }

    private void update(byte[] owner, OpenWindow window) {
        if (limits.updateMs() > 0) {
            table.forgetUpdateAt(window.toldAt() + limits.updateMs(), owner, window.start());
        }
        ask(owner, window, false);
        table.put(owner, window.told(now), window);
    }

    private boolean mayAsk(byte[] owner) {
        return room() > 0 && (!limits.isRolling() || !table.isAsked(Stories.owner(owner)));
    }

    /** Counts again where it looks full, but not with every record. */
    private int room() {
        if (asked < 0 || (asked >= mostAsked && now - countedAt >= RECOUNT_MS)) {
            asked = table.asked();
            countedAt = now;
        }
        return mostAsked - asked;
    }

    private void ask(byte[] owner, OpenWindow window, boolean isFinal) {
        TextWindow texts = texts(owner, window, isFinal);
        byte[] storyOwner = Stories.owner(owner);
        table.putAsked(storyOwner, texts.start(), texts.edition());
        asked++;
        asking.ask(WindowKeys.keyOf(owner), texts, window.last());
    }

    private TextWindow texts(byte[] owner, OpenWindow window, boolean isFinal) {
        List<StoredText> stored = new ArrayList<>(table.texts(owner, window.start(), window.end()));
        stored.removeIf(text -> text.sequence() > window.lastSequence());
        Set<String> seen = new HashSet<>();
        List<StoredText> distinct =
                stored.stream().filter(text -> seen.add(text.text())).toList();
        List<WindowedText> kept = newest(distinct);
        int repeated = stored.size() - distinct.size();
        Story story = limits.isRolling() ? table.story(Stories.owner(owner)) : null;
        boolean goesOn = story != null && window.start() < story.expiresAt();
        return new TextWindow(
                window.start(),
                window.end(),
                window.edition() + 1,
                isFinal,
                window.records(),
                window.unreadable(),
                repeated,
                window.records() - window.unreadable() - repeated - kept.size(),
                story != null && goesOn ? story.text() : null,
                kept);
    }

    /** The last ones, as many as a window may have, in their order: windows that overlap may have more in all their panes. */
    private List<WindowedText> newest(List<StoredText> texts) {
        int first = texts.size();
        long bytes = 0;
        while (first > 0 && texts.size() - first < limits.maxTexts()) {
            bytes += texts.get(first - 1).bytes();
            if (bytes > limits.maxBytes()) {
                break;
            }
            first--;
        }
        return texts.subList(first, texts.size()).stream()
                .map(text -> new WindowedText(text.text(), text.timestamp(), Optional.ofNullable(text.source())))
                .toList();
    }
}
