// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import dev.milena.api.PreparedText;
import dev.milena.api.SplitAt;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextSpan;
import dev.milena.masking.Masked;
import org.jspecify.annotations.Nullable;

/**
 * One segment of a document: what a model is asked, or why it cannot be asked. Immutable.
 *
 * @param source where it stands in the text
 * @param splitAt where it ends
 * @param prepared what the model is asked; null where it cannot be asked
 * @param refusal why it cannot be asked; null where it can
 * @param masked what stands in for its protected pieces; null where it is asked as it is
 */
public record Segment(
        TextSpan source,
        SplitAt splitAt,
        @Nullable PreparedText prepared,
        @Nullable TextRefusedException refusal,
        @Nullable Masked masked) {

    static Segment asked(TextSpan source, SplitAt splitAt, PreparedText prepared) {
        return new Segment(source, splitAt, prepared, null, null);
    }

    static Segment asked(TextSpan source, SplitAt splitAt, PreparedText prepared, Masked masked) {
        return new Segment(source, splitAt, prepared, null, masked.isPlain() ? null : masked);
    }

    static Segment refused(TextSpan source, SplitAt splitAt, TextRefusedException refusal) {
        return new Segment(source, splitAt, null, refusal, null);
    }

    /** Never shows the text. */
    @Override
    public String toString() {
        return "Segment[" + source + ", " + splitAt + (prepared == null ? ", refused" : ", " + prepared) + "]";
    }
}
