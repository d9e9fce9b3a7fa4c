// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model made of one text. Immutable, any thread.
 *
 * @param text the output text
 * @param sourceLanguage resolved BCP-47 tag of the source, or null where the bundle declares none
 * @param targetLanguage resolved BCP-47 tag of the output, or null where the bundle declares none
 * @param score the search's own score: sum of token log-probabilities / length^length_penalty
 * @param logProbMean mean token log-probability, end token included, those of a given prefix left out
 * @param logProbStddev population standard deviation of the token log-probabilities
 * @param finishReason why decoding stopped
 * @param sourceTokens tokens the model saw
 * @param sourceCut UTF-16 code units of the text, from its start, that the model saw, where the text was cut; null: all
 *     of it
 * @param outputTokens tokens emitted, end token included
 * @param words word alignment, with empty links when the attention was not asked for
 * @param scored whether the text is the request's own target, which the model judged and did not make
 * @param alternatives what else the search found, best first, without this answer
 * @param attention token attention, or null when it was not asked for
 * @param unknown what the vocabulary lacks of the text and of the output
 * @param segments the segments of a text that was answered in several, in order; empty where it was answered as one. Then
 *     everything above is of the whole: words and spans refer to the whole text and the whole answer, tokens are counted
 *     together, log-probabilities are those of all tokens, the score is the mean of the segments' scores by their tokens,
 *     a segment that met the length limit gives its reason to all; alternatives and attention are the segments' own
 * @param protectedPieces pieces of the text that stand byte for byte in the answer, in the order of the answer
 * @param glossaryHits terms of a glossary in the text, in its order, with what became of them; those that are not translated
 *     are protected pieces
 * @param doubts what looks wrong about it, by whoever inspected it: those of one segment after those of another; a model
 *     itself has none
 * @param leftOut what the answer does not rest on, where a text was too long for its model and not all of it was read
 *     ({@link TextOverflow}): places of the text in order, that neither touch nor overlap; empty where all was read, and
 *     where {@code sourceCut} says where reading ended
 * @param languageConfidence how sure it is that the text is in the source language, 0..1, where the request did not name it
 *     and it was looked for; else null
 */
public record Answer(
        String text,
        @Nullable String sourceLanguage,
        @Nullable String targetLanguage,
        float score,
        float logProbMean,
        float logProbStddev,
        FinishReason finishReason,
        int sourceTokens,
        @Nullable Integer sourceCut,
        int outputTokens,
        WordAlignment words,
        boolean scored,
        List<Alternative> alternatives,
        @Nullable TokenAttention attention,
        UnknownPieces unknown,
        List<AnsweredSegment> segments,
        List<ProtectedPiece> protectedPieces,
        List<GlossaryHit> glossaryHits,
        List<Doubt> doubts,
        List<TextSpan> leftOut,
        @Nullable Float languageConfidence) {

    public Answer {
        alternatives = List.copyOf(alternatives);
        segments = List.copyOf(segments);
        protectedPieces = List.copyOf(protectedPieces);
        glossaryHits = List.copyOf(glossaryHits);
        doubts = List.copyOf(doubts);
        leftOut = List.copyOf(leftOut);
    }

    /** An answer to a text that was answered as one. */
    public Answer(
            String text,
            @Nullable String sourceLanguage,
            @Nullable String targetLanguage,
            float score,
            float logProbMean,
            float logProbStddev,
            FinishReason finishReason,
            int sourceTokens,
            @Nullable Integer sourceCut,
            int outputTokens,
            WordAlignment words,
            boolean scored,
            List<Alternative> alternatives,
            @Nullable TokenAttention attention,
            UnknownPieces unknown) {
        this(
                text,
                sourceLanguage,
                targetLanguage,
                score,
                logProbMean,
                logProbStddev,
                finishReason,
                sourceTokens,
                sourceCut,
                outputTokens,
                words,
                scored,
                alternatives,
                attention,
                unknown,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null);
    }

    /** An answer of a model that knows every piece of a text. */
    public Answer(
            String text,
            @Nullable String sourceLanguage,
            @Nullable String targetLanguage,
            float score,
            float logProbMean,
            float logProbStddev,
            FinishReason finishReason,
            int sourceTokens,
            @Nullable Integer sourceCut,
            int outputTokens,
            WordAlignment words,
            boolean scored,
            List<Alternative> alternatives,
            @Nullable TokenAttention attention) {
        this(
                text,
                sourceLanguage,
                targetLanguage,
                score,
                logProbMean,
                logProbStddev,
                finishReason,
                sourceTokens,
                sourceCut,
                outputTokens,
                words,
                scored,
                alternatives,
                attention,
                UnknownPieces.NONE);
    }

    /** The only answer to a text that the model saw as a whole. */
    public Answer(
            String text,
            @Nullable String sourceLanguage,
            @Nullable String targetLanguage,
            float score,
            float logProbMean,
            float logProbStddev,
            FinishReason finishReason,
            int sourceTokens,
            int outputTokens,
            WordAlignment words,
            @Nullable TokenAttention attention) {
        this(
                text,
                sourceLanguage,
                targetLanguage,
                score,
                logProbMean,
                logProbStddev,
                finishReason,
                sourceTokens,
                null,
                outputTokens,
                words,
                false,
                List.of(),
                attention);
    }

    /**
     * A builder of answers for models that do not say everything: no languages, no alignment, log-probabilities of 0, which
     * is a confidence of 1, unless they are set.
     *
     * @param text the output text
     */
    public static AnswerBuilder builder(String text) {
        return new AnswerBuilder(text);
    }

    /** A builder of an answer with everything of this one but its text. */
    public AnswerBuilder withText(String other) {
        return new AnswerBuilder(other)
                .languages(sourceLanguage, targetLanguage)
                .score(score)
                .logProbs(logProbMean, logProbStddev)
                .finishReason(finishReason)
                .tokens(sourceTokens, outputTokens)
                .sourceCut(sourceCut)
                .words(words)
                .scored(scored)
                .alternatives(alternatives)
                .attention(attention)
                .unknown(unknown)
                .segments(segments)
                .protectedPieces(protectedPieces)
                .glossaryHits(glossaryHits)
                .doubts(doubts)
                .leftOut(leftOut)
                .languageConfidence(languageConfidence);
    }

    /** This answer with what looks wrong about it. */
    public Answer withDoubts(List<Doubt> found) {
        return withText(text).doubts(found).build();
    }

    /** Whether it looks wrong in that way. */
    public boolean isInDoubt(DoubtKind kind) {
        return doubts.stream().anyMatch(doubt -> doubt.kind() == kind);
    }

    /** exp(mean token log-probability), 0..1: the geometric mean of the token probabilities. */
    public float confidence() {
        return (float) Math.exp(logProbMean);
    }

    /** Never shows the text, so that it can be logged. */
    @Override
    public String toString() {
        return "Answer[" + outputTokens + " tokens, score " + score + ", " + finishReason + "]";
    }
}
