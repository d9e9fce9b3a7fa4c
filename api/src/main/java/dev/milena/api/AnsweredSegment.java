// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One segment of a text that was answered in several. Immutable, any thread.
 *
 * @param source where it stands in the text
 * @param output where its answer stands in the whole answer; of one that was left as it was, where it stands itself
 * @param splitAt where it ends
 * @param refusal why it has no answer and was left as it was; null where it was answered
 * @param logProbMean mean token log-probability, end token included; 0 where it was left as it was, as all that follows
 * @param finishReason why decoding stopped
 * @param outputTokens tokens emitted, end token included
 * @param alternatives what else the search found for it, best first
 * @param attention token attention, with spans in the whole text and the whole answer; null when it was not asked for
 */
public record AnsweredSegment(
        TextSpan source,
        TextSpan output,
        SplitAt splitAt,
        @Nullable RefusalCode refusal,
        float logProbMean,
        FinishReason finishReason,
        int outputTokens,
        List<Alternative> alternatives,
        @Nullable TokenAttention attention) {

    public AnsweredSegment {
        alternatives = List.copyOf(alternatives);
    }

    /** One that has no answer. */
    public static AnsweredSegment leftAsItWas(TextSpan source, TextSpan output, SplitAt splitAt, RefusalCode refusal) {
        return new AnsweredSegment(source, output, splitAt, refusal, 0, FinishReason.END_TOKEN, 0, List.of(), null);
    }

    /** Whether the model answered it. */
    public boolean isAnswered() {
        return refusal == null;
    }

    /** exp(mean token log-probability), 0..1; 0 where it was left as it was. */
    public float confidence() {
        return isAnswered() ? (float) Math.exp(logProbMean) : 0;
    }
}
