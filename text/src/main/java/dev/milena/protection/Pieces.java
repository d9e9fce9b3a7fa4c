// SPDX-License-Identifier: Apache-2.0
package dev.milena.protection;

import dev.milena.api.TextSpan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Orders what was found to be protected. Stateless, any thread. */
final class Pieces {
    private Pieces() {}

    /** Of overlapping pieces the first, of those the longest; pieces that touch become one, unless a block ends between them. */
    static List<ProtectedSpan> merged(List<ProtectedSpan> found) {
        found.sort(Comparator.comparingInt(ProtectedSpan::start)
                .thenComparing(Comparator.comparingInt(ProtectedSpan::end).reversed()));
        List<ProtectedSpan> merged = new ArrayList<>();
        List<ProtectedSpan> touching = new ArrayList<>();
        for (ProtectedSpan next : found) {
            ProtectedSpan last = touching.isEmpty() ? null : touching.get(touching.size() - 1);
            if (last != null && next.start() < last.end()) {
                continue;
            }
            if (last != null && (next.start() > last.end() || isApart(last, next))) {
                merged.add(ProtectedSpan.joined(touching));
                touching.clear();
            }
            touching.add(next);
        }
        if (!touching.isEmpty()) {
            merged.add(ProtectedSpan.joined(touching));
        }
        return merged;
    }

    /** Whether one of the pieces in order shares a character with a span. */
    static boolean overlaps(List<ProtectedSpan> pieces, TextSpan span) {
        int behind = firstFrom(pieces, span.end());
        return behind > 0 && pieces.get(behind - 1).end() > span.start();
    }

    private static boolean isApart(ProtectedSpan last, ProtectedSpan next) {
        return last.endsBlock() != next.endsBlock();
    }

    /** The first of the pieces in order that does not start before an offset. */
    static int firstFrom(List<ProtectedSpan> pieces, int offset) {
        int low = 0;
        int high = pieces.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (pieces.get(middle).start() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
