// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import dev.milena.api.TextSpan;
import java.util.List;

/**
 * A text inside a mark of another text, such as the value of an attribute.
 *
 * @param span where it stands in the other
 * @param text the text
 * @param segments its segments, which refer to it
 */
record Inset(TextSpan span, String text, List<Segment> segments) {
    Inset {
        segments = List.copyOf(segments);
    }

    /** A segment as it stands in the other text. */
    Segment inOther(Segment segment) {
        TextSpan own = segment.source();
        return new Segment(
                new TextSpan(span.start() + own.start(), span.start() + own.end()),
                segment.splitAt(),
                segment.prepared(),
                segment.refusal(),
                segment.masked());
    }
}
