// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Windows of a list of records, all at once and as plainly as can be: what a stream should come to. Each window keeps the list
 * of its members and nothing else. Times are in milliseconds.
 */
final class OfflineWindows {
    private final long size;
    private final long advance;
    private final long grace;
    private final boolean sessions;

    /** All windows that there were, open and closed, by key. */
    private final Map<String, List<Window>> windows = new TreeMap<>();

    private final List<Integer> late = new ArrayList<>();
    private long streamTime = Long.MIN_VALUE;

    /** A record of a key. */
    record Member(int number, String key, long time) {}

    /** A window: a time and who is in it; of a session the time follows from the members. */
    private static final class Window {
        final long start;
        final List<Member> members = new ArrayList<>();

        Window(long start) {
            this.start = start;
        }
    }

    private OfflineWindows(long size, long advance, long grace, boolean sessions) {
        this.size = size;
        this.advance = advance;
        this.grace = grace;
        this.sessions = sessions;
    }

    static OfflineWindows fixed(long size, long advance, long grace) {
        return new OfflineWindows(size, advance, grace, false);
    }

    static OfflineWindows sessions(long gap, long grace) {
        return new OfflineWindows(gap, 0, grace, true);
    }

    void add(Member member) {
        streamTime = Math.max(streamTime, member.time());
        List<Window> ofKey = windows.computeIfAbsent(member.key(), key -> new ArrayList<>());
        if (!(sessions ? joinSession(ofKey, member) : joinFixed(ofKey, member))) {
            late.add(member.number());
        }
    }

    private boolean joinFixed(List<Window> ofKey, Member member) {
        boolean isIn = false;
        for (long start = 0; start <= member.time(); start += advance) {
            if (member.time() < start + size && start + size + grace > streamTime) {
                long from = start;
                Window window = ofKey.stream()
                        .filter(each -> each.start == from)
                        .findFirst()
                        .orElseGet(() -> {
                            Window opened = new Window(from);
                            ofKey.add(opened);
                            return opened;
                        });
                window.members.add(member);
                isIn = true;
            }
        }
        return isIn;
    }

    private boolean joinSession(List<Window> ofKey, Member member) {
        Window joined = new Window(0);
        joined.members.add(member);
        List<Window> gone = new ArrayList<>();
        for (Window each : ofKey) {
            boolean isOpen = last(each) + size + grace >= streamTime;
            if (isOpen && first(each) - size <= member.time() && member.time() <= last(each) + size) {
                gone.add(each);
                joined.members.addAll(each.members);
            }
        }
        if (last(joined) + size + grace < streamTime) {
            return false;
        }
        ofKey.removeAll(gone);
        ofKey.add(joined);
        return true;
    }

    private static long first(Window window) {
        return window.members.stream().mapToLong(Member::time).min().orElseThrow();
    }

    private static long last(Window window) {
        return window.members.stream().mapToLong(Member::time).max().orElseThrow();
    }

    /** Numbers of the records that came too late, in their order. */
    List<Integer> late() {
        return late;
    }

    /** The closed windows of each key, in the order of their starts: {@code start-end: members by time}. */
    Map<String, List<String>> closed() {
        Map<String, List<String>> closed = new TreeMap<>();
        windows.forEach((key, ofKey) -> {
            List<String> lines = ofKey.stream()
                    .filter(window -> (sessions ? last(window) + size + 1 : window.start + size) + grace <= streamTime)
                    .sorted(Comparator.comparingLong(window -> sessions ? first(window) : window.start))
                    .map(this::line)
                    .toList();
            if (!lines.isEmpty()) {
                closed.put(key, lines);
            }
        });
        return closed;
    }

    private String line(Window window) {
        StringBuilder line = new StringBuilder();
        line.append(sessions ? first(window) : window.start)
                .append("-")
                .append(sessions ? last(window) + size + 1 : window.start + size)
                .append(":");
        window.members.stream()
                .sorted(Comparator.comparingLong(Member::time).thenComparing(Member::number))
                .forEach(member -> line.append(' ').append(member.number()));
        return line.toString();
    }
}
