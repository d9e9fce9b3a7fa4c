// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import dev.milena.api.TextSpan;
import dev.milena.segmentation.Segmenter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Pieces of a text. Stateless. */
final class Spans {
    private Spans() {}

    /** All of them in order; those that touch or overlap are one, empty ones are none. */
    static List<TextSpan> merged(List<TextSpan> spans) {
        List<TextSpan> merged = new ArrayList<>();
        spans.stream()
                .filter(span -> span.start() < span.end())
                .sorted(Comparator.comparingInt(TextSpan::start))
                .forEach(span -> {
                    int last = merged.size() - 1;
                    if (last >= 0 && span.start() <= merged.get(last).end()) {
                        TextSpan before = merged.get(last);
                        merged.set(last, new TextSpan(before.start(), Math.max(before.end(), span.end())));
                    } else {
                        merged.add(span);
                    }
                });
        return merged;
    }

    /** What stands between some pieces of a text, before the first and behind the last, without white space at its ends. */
    static List<TextSpan> between(String text, List<TextSpan> pieces) {
        List<TextSpan> between = new ArrayList<>();
        int end = 0;
        for (TextSpan piece : pieces) {
            between.add(Segmenter.trimmed(text, end, piece.start()));
            end = piece.end();
        }
        between.add(Segmenter.trimmed(text, end, text.length()));
        return between.stream().filter(span -> span.start() < span.end()).toList();
    }

    /** Whether two have something in common. */
    static boolean overlap(TextSpan one, TextSpan other) {
        return one.start() < other.end() && other.start() < one.end();
    }
}
