// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import dev.milena.api.Answer;
import dev.milena.api.PreparedText;
import dev.milena.api.SplitAt;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextSpan;
import dev.milena.masking.Masked;
import java.util.Objects;
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

    /** What the model read of the segment, as it stands in the text; only of one that is asked. */
    public String text() {
        return masked == null
                ? Objects.requireNonNull(prepared, "a refused segment was read by nobody")
                        .readText()
                : masked.source();
    }

    /**
     * The answer to the segment: that of the model with the protected pieces in their places.
     *
     * @param answer the model's answer to {@link #prepared()}
     */
    public Answer answer(Answer answer) {
        return masked == null ? answer : masked.unmask(answer);
    }

    /** Never shows the text. */
    @Override
    public String toString() {
        return "Segment[" + source + ", " + splitAt + (prepared == null ? ", refused" : ", " + prepared) + "]";
    }
}
