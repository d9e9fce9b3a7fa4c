// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import dev.milena.api.Answer;
import dev.milena.api.TextRefusedException;
import org.jspecify.annotations.Nullable;

/**
 * What became of one segment: an answer or a refusal. Immutable.
 *
 * @param answer the answer to it ({@link Segment#answer}), with spans in the segment; null where it was refused
 * @param refusal why it was refused; null where it was answered
 */
public record SegmentResult(
        @Nullable Answer answer, @Nullable TextRefusedException refusal) {
    public static SegmentResult answered(Answer answer) {
        return new SegmentResult(answer, null);
    }

    public static SegmentResult refused(TextRefusedException refusal) {
        return new SegmentResult(null, refusal);
    }
}
