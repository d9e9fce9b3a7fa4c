// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.windows;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Windows that last as long as records of a key come with no more than a gap between them. A record that comes between two makes
 * them one; what is closed is joined no more. Immutable.
 *
 * @param gapMs longest time between two records of a session
 * @param graceMs how long after its end a session takes records
 */
public record Sessions(long gapMs, long graceMs) implements Windowing {
    @Override
    public int definition() {
        return Objects.hash("session", gapMs);
    }

    @Override
    public boolean isDisjoint() {
        return true;
    }

    @Override
    public Pane pane(long timestamp, List<OpenWindow> entered) {
        OpenWindow session = entered.get(0);
        return new Pane(session.start(), session.last() + 1);
    }

    @Override
    public List<OpenWindow> enter(WindowTable table, byte[] owner, Arrival arrival) {
        long timestamp = arrival.timestamp();
        List<OpenWindow> joined = new ArrayList<>();
        for (OpenWindow each : table.windows(owner)) {
            if (!each.isClosed(arrival.streamTime())
                    && each.start() - gapMs <= timestamp
                    && timestamp <= each.last() + gapMs) {
                joined.add(each);
            }
        }
        OpenWindow all = joined.stream()
                .reduce(OpenWindow::and)
                .orElseGet(() -> OpenWindow.of(timestamp, timestamp, Long.MIN_VALUE, arrival.now()))
                .with(timestamp, arrival.sequence(), arrival.isReadable());
        // the record closes after the sessions that it joins, so what it makes is open where any of them was
        OpenWindow session =
                all.over(Math.min(all.start(), timestamp), all.last() + gapMs + 1, all.last() + gapMs + graceMs + 1);
        if (session.isClosed(arrival.streamTime())) {
            return List.of();
        }
        Usage usage = Usage.NONE;
        for (OpenWindow each : joined) {
            usage = usage.and(table.usage(owner, each.start()));
            if (joined.size() > 1 || each.start() != session.start()) {
                table.removeUsage(owner, each.start());
                table.remove(owner, each);
            }
        }
        boolean isSame = joined.size() == 1 && joined.get(0).start() == session.start();
        if (!isSame && !joined.isEmpty()) {
            table.put(owner, session.start(), usage);
        }
        table.put(owner, session, isSame ? joined.get(0) : null);
        return List.of(session);
    }
}
