// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import dev.milena.api.Answer;
import dev.milena.api.FinishReason;

/** Figures of several answers as those of one: each counts by its output tokens. Not thread-safe. */
final class Totals {
    private double score;
    private double logProbs;
    private double squares;
    private int sourceTokens;
    private int outputTokens;
    private boolean isCut;

    void add(Answer answer) {
        int tokens = answer.outputTokens();
        double mean = answer.logProbMean();
        double deviation = answer.logProbStddev();
        score += tokens * (double) answer.score();
        logProbs += tokens * mean;
        squares += tokens * (deviation * deviation + mean * mean);
        sourceTokens += answer.sourceTokens();
        outputTokens += tokens;
        isCut |= answer.finishReason() == FinishReason.LENGTH_LIMIT;
    }

    float score() {
        return outputTokens == 0 ? 0 : (float) (score / outputTokens);
    }

    float mean() {
        return outputTokens == 0 ? 0 : (float) (logProbs / outputTokens);
    }

    float stddev() {
        if (outputTokens == 0) {
            return 0;
        }
        double mean = logProbs / outputTokens;
        return (float) Math.sqrt(Math.max(0, squares / outputTokens - mean * mean));
    }

    FinishReason finishReason() {
        return isCut ? FinishReason.LENGTH_LIMIT : FinishReason.END_TOKEN;
    }

    int sourceTokens() {
        return sourceTokens;
    }

    int outputTokens() {
        return outputTokens;
    }
}
