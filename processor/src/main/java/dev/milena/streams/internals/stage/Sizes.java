// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import dev.milena.api.Alternative;
import dev.milena.api.Answer;
import dev.milena.api.AnsweredSegment;
import dev.milena.api.Doubt;
import dev.milena.api.TokenAttention;
import dev.milena.streams.record.TextResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rough heap bytes of what became of a text. Stateless. */
final class Sizes {
    private static final int BYTES_OF_A_TOKEN = 80;
    private static final int BYTES_OF_A_DOUBT = 96;
    private static final int BYTES_OF_A_SPAN = 28;

    private Sizes() {}

    static long of(@Nullable TextResult result) {
        if (result instanceof TextResult.Answered answered) {
            return of(answered.answer());
        }
        return result instanceof TextResult.Refused refused
                ? 2L * refused.message().length()
                : 0;
    }

    static long of(Answer answer) {
        long tokens = (long) answer.outputTokens() * BYTES_OF_A_TOKEN;
        long segments = 0;
        for (AnsweredSegment segment : answer.segments()) {
            segments += BYTES_OF_A_TOKEN + of(segment.attention()) + of(segment.alternatives());
        }
        segments += (long) answer.protectedPieces().size() * BYTES_OF_A_TOKEN;
        segments += (long) answer.glossaryHits().size() * BYTES_OF_A_TOKEN;
        long doubts = 0;
        for (Doubt doubt : answer.doubts()) {
            doubts += BYTES_OF_A_DOUBT
                    + (long) BYTES_OF_A_SPAN
                            * (doubt.source().size() + doubt.output().size());
        }
        return 2L * answer.text().length()
                + tokens
                + of(answer.attention())
                + of(answer.alternatives())
                + segments
                + doubts
                + (long) BYTES_OF_A_SPAN * answer.leftOut().size();
    }

    private static long of(@Nullable TokenAttention attention) {
        return attention == null ? 0 : (long) Float.BYTES * attention.weights().length;
    }

    private static long of(List<Alternative> alternatives) {
        long bytes = 0;
        for (Alternative other : alternatives) {
            bytes += 2L * other.text().length() + BYTES_OF_A_TOKEN;
        }
        return bytes;
    }
}
