// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.windows;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Windows of one size that start at the multiples of an advance: tumbling where it is the size, else hopping. Immutable.
 *
 * @param sizeMs how long a window is
 * @param advanceMs from one start to the next, at most the size
 * @param graceMs how long after its end a window takes records
 */
public record FixedWindows(long sizeMs, long advanceMs, long graceMs) implements Windowing {
    @Override
    public int definition() {
        return Objects.hash("fixed", sizeMs, advanceMs);
    }

    @Override
    public boolean isDisjoint() {
        return advanceMs == sizeMs;
    }

    @Override
    public Pane pane(long timestamp, List<OpenWindow> entered) {
        long start = timestamp / advanceMs * advanceMs;
        return new Pane(start, start + advanceMs);
    }

    @Override
    public List<OpenWindow> enter(WindowTable table, byte[] owner, Arrival arrival) {
        long timestamp = arrival.timestamp();
        List<OpenWindow> entered = new ArrayList<>();
        long first = Math.max(0, timestamp - sizeMs + advanceMs) / advanceMs * advanceMs;
        for (long start = first; start <= timestamp; start += advanceMs) {
            OpenWindow before = table.window(owner, start);
            OpenWindow window = before == null
                    ? OpenWindow.of(start, start + sizeMs, start + sizeMs + graceMs, arrival.now())
                    : before;
            if (!window.isClosed(arrival.streamTime())) {
                OpenWindow grown = window.with(timestamp, arrival.sequence(), arrival.isReadable());
                table.put(owner, grown, before);
                entered.add(grown);
            }
        }
        return entered;
    }
}
