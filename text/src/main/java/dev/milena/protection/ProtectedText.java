// SPDX-License-Identifier: Apache-2.0
package dev.milena.protection;

import dev.milena.api.StandIns;
import dev.milena.api.TextSpan;
import java.util.List;

/** A text and what must not change in it. Immutable, any thread. */
public final class ProtectedText {
    private final String text;
    private final List<ProtectedSpan> spans;

    ProtectedText(String text, List<ProtectedSpan> spans) {
        this.text = text;
        this.spans = List.copyOf(spans);
    }

    /** Whether nothing is protected. */
    public boolean isEmpty() {
        return spans.isEmpty();
    }

    /**
     * The text for whoever looks for the ends of sentences: of the same length, with a word in the place of every protected
     * piece, a quotation mark in that of a tag, and the end of a line in that of a tag that ends a block.
     */
    public String filled() {
        if (spans.isEmpty()) {
            return text;
        }
        StringBuilder filled = new StringBuilder(text);
        for (ProtectedSpan span : spans) {
            char filler = Tags.filler(text, span);
            for (int i = span.start(); filler != 0 && i < span.end(); i++) {
                filled.setCharAt(i, filler);
            }
        }
        return filled.toString();
    }

    /** A piece of the text as a model is asked about it. */
    public Masked mask(TextSpan piece, StandIns standIns) {
        return Masking.of(text, piece, within(piece), standIns);
    }

    private List<ProtectedSpan> within(TextSpan piece) {
        int low = 0;
        int high = spans.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (spans.get(middle).start() < piece.start()) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        int last = low;
        while (last < spans.size() && spans.get(last).end() <= piece.end()) {
            last++;
        }
        return spans.subList(low, last);
    }

    List<ProtectedSpan> spans() {
        return spans;
    }
}
