// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import dev.milena.api.Answer;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextRequest;
import dev.milena.api.TokenAttention;
import dev.milena.streams.internals.admission.AdmittedText;
import dev.milena.streams.record.TextResult;
import org.jspecify.annotations.Nullable;

/** One text of a record on its way through the model. Stream thread only; workers pass it on untouched. */
final class Part {
    private static final int BYTES_OF_A_TOKEN = 80;

    private final TextRequest request;
    private final @Nullable AdmittedText admitted;
    private @Nullable TextResult result;

    private Part(TextRequest request, @Nullable AdmittedText admitted, @Nullable TextResult result) {
        this.request = request;
        this.admitted = admitted;
        this.result = result;
    }

    /** A text that a model shall answer. */
    static Part admitted(AdmittedText text) {
        return new Part(text.text().request(), text, null);
    }

    /** A text that no model can answer. */
    static Part refused(TextRequest request, RefusalCode code, String message) {
        return new Part(request, null, new TextResult.Refused(request, code, message));
    }

    /** The text as it was admitted; null when it was not. */
    @Nullable
    AdmittedText admitted() {
        return admitted;
    }

    /** What became of it; null while it waits. */
    @Nullable
    TextResult result() {
        return result;
    }

    void answer(AdmittedText text, Answer answer) {
        result = new TextResult.Answered(request, text.model().info(), answer);
    }

    void refuse(RefusalCode code, String message) {
        result = new TextResult.Refused(request, code, message);
    }

    /** Rough heap bytes beyond the record's own. */
    long bytes() {
        return (admitted == null ? 0 : admitted.bytes()) + bytesOf(result);
    }

    private static long bytesOf(@Nullable TextResult result) {
        if (result instanceof TextResult.Answered answered) {
            return bytesOf(answered.answer());
        }
        return result instanceof TextResult.Refused refused
                ? 2L * refused.message().length()
                : 0;
    }

    private static long bytesOf(Answer answer) {
        TokenAttention attention = answer.attention();
        long tokens = (long) answer.outputTokens() * BYTES_OF_A_TOKEN;
        long weights = attention == null ? 0 : (long) Float.BYTES * attention.weights().length;
        long others = answer.alternatives().stream()
                .mapToLong(other -> 2L * other.text().length() + BYTES_OF_A_TOKEN)
                .sum();
        return 2L * answer.text().length() + tokens + weights + others;
    }
}
