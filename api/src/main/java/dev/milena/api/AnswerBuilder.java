// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds an {@link Answer}; what is not set has the value that says least. Not thread-safe. */
public final class AnswerBuilder {
    private static final WordAlignment UNALIGNED = new WordAlignment(List.of(), List.of(), List.of());

    private final String text;
    private @Nullable String sourceLanguage;
    private @Nullable String targetLanguage;
    private float score;
    private float logProbMean;
    private float logProbStddev;
    private FinishReason finishReason = FinishReason.END_TOKEN;
    private int sourceTokens;
    private @Nullable Integer sourceCut;
    private int outputTokens;
    private WordAlignment words = UNALIGNED;
    private boolean scored;
    private List<Alternative> alternatives = List.of();
    private @Nullable TokenAttention attention;
    private UnknownPieces unknown = UnknownPieces.NONE;
    private List<AnsweredSegment> segments = List.of();
    private List<ProtectedPiece> protectedPieces = List.of();
    private List<GlossaryHit> glossaryHits = List.of();
    private List<Doubt> doubts = List.of();
    private List<TextSpan> leftOut = List.of();
    private @Nullable Float languageConfidence;

    AnswerBuilder(String text) {
        this.text = text;
    }

    /** BCP-47 tags of source and output, null where there is none. */
    public AnswerBuilder languages(@Nullable String source, @Nullable String target) {
        sourceLanguage = source;
        targetLanguage = target;
        return this;
    }

    /** The search's own score. */
    public AnswerBuilder score(float value) {
        score = value;
        return this;
    }

    /** Mean and population standard deviation of the token log-probabilities. */
    public AnswerBuilder logProbs(float mean, float stddev) {
        logProbMean = mean;
        logProbStddev = stddev;
        return this;
    }

    /** Why decoding stopped; the end token unless set. */
    public AnswerBuilder finishReason(FinishReason reason) {
        finishReason = reason;
        return this;
    }

    /** Tokens that the model saw, and tokens that it emitted. */
    public AnswerBuilder tokens(int source, int output) {
        sourceTokens = source;
        outputTokens = output;
        return this;
    }

    /** UTF-16 code units of the text, from its start, that the model saw, where the text was cut; null: all of it. */
    public AnswerBuilder sourceCut(@Nullable Integer units) {
        sourceCut = units;
        return this;
    }

    /** Which output word came from which source words. */
    public AnswerBuilder words(WordAlignment alignment) {
        words = alignment;
        return this;
    }

    /** Whether the text is the request's own target, which the model judged and did not make. */
    public AnswerBuilder scored(boolean value) {
        scored = value;
        return this;
    }

    /** What else the search found, best first, without this answer. */
    public AnswerBuilder alternatives(List<Alternative> others) {
        alternatives = others;
        return this;
    }

    /** Token attention, or null. */
    public AnswerBuilder attention(@Nullable TokenAttention value) {
        attention = value;
        return this;
    }

    /** What the vocabulary lacks of the text and of the output; nothing unless set. */
    public AnswerBuilder unknown(UnknownPieces pieces) {
        unknown = pieces;
        return this;
    }

    /** The segments of a text that was answered in several, in order; none unless set. */
    public AnswerBuilder segments(List<AnsweredSegment> all) {
        segments = all;
        return this;
    }

    /** Pieces of the text that stand byte for byte in the answer, in the order of the answer; none unless set. */
    public AnswerBuilder protectedPieces(List<ProtectedPiece> pieces) {
        protectedPieces = pieces;
        return this;
    }

    /** Terms of a glossary in the text, in its order, with what became of them; none unless set. */
    public AnswerBuilder glossaryHits(List<GlossaryHit> hits) {
        glossaryHits = hits;
        return this;
    }

    /** What looks wrong about the answer; nothing unless set. */
    public AnswerBuilder doubts(List<Doubt> all) {
        doubts = all;
        return this;
    }

    /** Places of the text that the answer does not rest on; none unless set. */
    public AnswerBuilder leftOut(List<TextSpan> spans) {
        leftOut = spans;
        return this;
    }

    /** How sure the source language is, where it was looked for; null unless set. */
    public AnswerBuilder languageConfidence(@Nullable Float confidence) {
        languageConfidence = confidence;
        return this;
    }

    /** The answer. */
    public Answer build() {
        return new Answer(
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
                segments,
                protectedPieces,
                glossaryHits,
                doubts,
                leftOut,
                languageConfidence);
    }
}
