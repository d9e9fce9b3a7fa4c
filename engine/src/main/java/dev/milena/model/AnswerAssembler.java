// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import dev.milena.api.Alternative;
import dev.milena.api.Answer;
import dev.milena.api.PreparedText;
import dev.milena.api.TextSpan;
import dev.milena.api.TokenAttention;
import dev.milena.api.WordAlignment;
import dev.milena.attention.AlignmentPolicy;
import dev.milena.attention.WordAligner;
import dev.milena.bundle.Manifest.TargetTemplate;
import dev.milena.engine.Hypothesis;
import dev.milena.text.Detokenized;
import dev.milena.text.Detokenizer;
import dev.milena.text.Words;
import java.util.List;

/** From hypotheses to an answer: text, words, alignment, confidence. Any thread. */
final class AnswerAssembler {
    private final Detokenizer detokenizer;
    private final AlignmentPolicy policy;
    private final UnknownTokens unknown;
    private final float lengthPenalty;
    private final boolean attention;

    AnswerAssembler(
            Detokenizer detokenizer,
            AlignmentPolicy policy,
            UnknownTokens unknown,
            float lengthPenalty,
            boolean attention) {
        this.detokenizer = detokenizer;
        this.policy = policy;
        this.unknown = unknown;
        this.lengthPenalty = lengthPenalty;
        this.attention = attention;
    }

    /**
     * The answer to a text.
     *
     * @param template of the text's output
     * @param hypotheses one or more, best first
     */
    Answer assemble(PreparedText prepared, TargetTemplate template, List<Hypothesis> hypotheses) {
        Hypothesis best = hypotheses.get(0);
        boolean scored = prepared.request().targetText() != null;
        int given = scored ? template.prefixIds().size() : prepared.givenIds().size();
        Detokenized output = detokenizer.detokenize(best.ids());
        List<TextSpan> sourceWords = Words.of(prepared.readText());
        List<TextSpan> outputWords = Words.of(output.text());
        WordAlignment words = WordAligner.unaligned(sourceWords, outputWords);
        TokenAttention tokenAttention = null;
        float[][] rows = best.attention();
        if (rows != null) {
            tokenAttention =
                    policy.apply(prepared.sourceTokens(), output.tokens(), best.logProbs(), rows, best.finishReason());
            words = WordAligner.align(sourceWords, outputWords, tokenAttention);
        }
        Certainty certainty = Certainty.of(best.logProbs(), given);
        return new Answer(
                output.text(),
                prepared.sourceLanguage(),
                prepared.targetLanguage(),
                scored ? score(best.logProbs(), template) : best.score(),
                certainty.mean(),
                certainty.stddev(),
                best.finishReason(),
                prepared.sourceTokens().size(),
                prepared.sourceCut(),
                best.ids().length,
                words,
                scored,
                hypotheses.stream()
                        .skip(1)
                        .map(other -> alternative(other, given))
                        .toList(),
                attention ? tokenAttention : null,
                unknown.of(prepared.request().text(), prepared.sourceTokens(), best.ids()));
    }

    private Alternative alternative(Hypothesis hypothesis, int given) {
        Certainty certainty = Certainty.of(hypothesis.logProbs(), given);
        return new Alternative(
                detokenizer.detokenize(hypothesis.ids()).text(),
                hypothesis.score(),
                certainty.mean(),
                certainty.stddev(),
                hypothesis.finishReason(),
                hypothesis.ids().length);
    }

    /** What the search would score a target with: a forced first token counts in the length only. */
    private float score(float[] logProbs, TargetTemplate template) {
        int start = template.prefixIds().size();
        double sum = 0;
        for (int i = start + TargetPreparation.forced(template); i < logProbs.length; i++) {
            sum += logProbs[i];
        }
        return (float) (sum / Math.pow(logProbs.length - start, lengthPenalty));
    }

    /** Mean and population standard deviation of the log-probabilities of tokens that the model chose. */
    private record Certainty(float mean, float stddev) {

        /** Of all tokens behind the given ones, or of those where nothing follows them. */
        static Certainty of(float[] logProbs, int given) {
            int from = given < logProbs.length ? given : 0;
            double sum = 0;
            for (int i = from; i < logProbs.length; i++) {
                sum += logProbs[i];
            }
            double mean = sum / (logProbs.length - from);
            double squares = 0;
            for (int i = from; i < logProbs.length; i++) {
                squares += (logProbs[i] - mean) * (logProbs[i] - mean);
            }
            return new Certainty((float) mean, (float) Math.sqrt(squares / (logProbs.length - from)));
        }
    }
}
