// SPDX-License-Identifier: Apache-2.0
package dev.milena.masking;

import dev.milena.api.TextSpan;
import java.util.ArrayList;
import java.util.List;

/**
 * From offsets in a text to those in the text that came of it by replacing pieces. An offset inside a replaced piece becomes
 * the start of the piece's replacement, or its end. Not thread-safe while it is made, then any thread.
 */
public final class OffsetMap {
    private final List<TextSpan> from = new ArrayList<>();
    private final List<TextSpan> to = new ArrayList<>();

    /** Adds a replaced piece; in order. */
    public void add(TextSpan piece, TextSpan replacement) {
        from.add(piece);
        to.add(replacement);
    }

    /** Where a span of the one text stands in the other. */
    public TextSpan of(TextSpan span) {
        int start = start(span.start());
        return new TextSpan(start, Math.max(start, end(span.end())));
    }

    private int start(int offset) {
        int last = lastThat(offset + 1);
        if (last < 0) {
            return offset;
        }
        return offset < from.get(last).end()
                ? to.get(last).start()
                : offset - from.get(last).end() + to.get(last).end();
    }

    private int end(int offset) {
        int last = lastThat(offset);
        if (last < 0) {
            return offset;
        }
        return offset <= from.get(last).end()
                ? to.get(last).end()
                : offset - from.get(last).end() + to.get(last).end();
    }

    /** The last piece that starts before an offset, or -1. */
    private int lastThat(int startsBefore) {
        int low = 0;
        int high = from.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (from.get(middle).start() < startsBefore) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }
}
