// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.TextSpan;
import dev.milena.config.MilenaConfig;
import dev.milena.schemas.Span;
import dev.milena.schemas.SpanUnit;
import java.util.ArrayList;
import java.util.List;

/** Offsets in one text: from UTF-16 code units, in which models count, to the unit of the outputs. Immutable. */
final class Offsets {
    private final SpanUnit unit;
    private final int[] codePoints;

    /** The unit of the outputs, as the settings have it. */
    static SpanUnit unitOf(MilenaConfig config) {
        return config.getString(MilenaConfig.OUTPUT_SPAN_UNIT_CONFIG).equals(MilenaConfig.SPANS_IN_CODE_POINTS)
                ? SpanUnit.CODE_POINT
                : SpanUnit.UTF16;
    }

    /** Those of a text. */
    Offsets(String text, SpanUnit unit) {
        this.unit = unit;
        this.codePoints = unit == SpanUnit.CODE_POINT ? codePoints(text) : new int[0];
    }

    private static int[] codePoints(String text) {
        int[] before = new int[text.length() + 1];
        for (int i = 0; i < text.length(); i++) {
            boolean startsOne = i == 0
                    || !Character.isLowSurrogate(text.charAt(i))
                    || !Character.isHighSurrogate(text.charAt(i - 1));
            before[i + 1] = before[i] + (startsOne ? 1 : 0);
        }
        return before;
    }

    /** What they count. */
    SpanUnit unit() {
        return unit;
    }

    /** An offset of UTF-16 code units. */
    int of(int utf16) {
        return unit == SpanUnit.CODE_POINT ? codePoints[utf16] : utf16;
    }

    Span of(TextSpan span) {
        return new Span(of(span.start()), of(span.end()));
    }

    List<Span> of(List<TextSpan> spans) {
        List<Span> converted = new ArrayList<>(spans.size());
        for (TextSpan span : spans) {
            converted.add(of(span));
        }
        return converted;
    }
}
