// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import dev.milena.api.Answer;
import dev.milena.api.PreparedText;
import dev.milena.api.TextSpan;
import dev.milena.api.TokenAttention;
import dev.milena.api.WordAlignment;
import dev.milena.attention.AlignmentPolicy;
import dev.milena.attention.WordAligner;
import dev.milena.engine.Hypothesis;
import dev.milena.text.Detokenized;
import dev.milena.text.Detokenizer;
import dev.milena.text.Words;
import java.util.List;

/** From a hypothesis to an answer: text, words, alignment, confidence. Any thread. */
final class AnswerAssembler {
    private final Detokenizer detokenizer;
    private final AlignmentPolicy policy;
    private final boolean attention;

    AnswerAssembler(Detokenizer detokenizer, AlignmentPolicy policy, boolean attention) {
        this.detokenizer = detokenizer;
        this.policy = policy;
        this.attention = attention;
    }

    Answer assemble(PreparedText prepared, Hypothesis hypothesis) {
        Detokenized output = detokenizer.detokenize(hypothesis.ids());
        List<TextSpan> sourceWords = Words.of(prepared.readText());
        List<TextSpan> outputWords = Words.of(output.text());
        WordAlignment words = WordAligner.unaligned(sourceWords, outputWords);
        TokenAttention tokenAttention = null;
        float[][] rows = hypothesis.attention();
        if (rows != null) {
            tokenAttention = policy.apply(
                    prepared.sourceTokens(), output.tokens(), hypothesis.logProbs(), rows, hypothesis.finishReason());
            words = WordAligner.align(sourceWords, outputWords, tokenAttention);
        }
        double mean = mean(hypothesis.logProbs());
        return new Answer(
                output.text(),
                prepared.sourceLanguage(),
                prepared.targetLanguage(),
                hypothesis.score(),
                (float) mean,
                (float) stddev(hypothesis.logProbs(), mean),
                hypothesis.finishReason(),
                prepared.sourceTokens().size(),
                prepared.sourceCut(),
                hypothesis.ids().length,
                words,
                attention ? tokenAttention : null);
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double stddev(float[] values, double mean) {
        double squares = 0;
        for (float value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / values.length);
    }
}
