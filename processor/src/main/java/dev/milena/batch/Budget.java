// SPDX-License-Identifier: Apache-2.0
package dev.milena.batch;

/**
 * What one batch may hold, and what it costs.
 *
 * @param maxTexts most items
 * @param maxTokens most tokens, padding included: items times the longest. One item alone is always allowed
 * @param overheadTokens what a call costs besides its padded tokens, in tokens, at least 0
 */
record Budget(int maxTexts, int maxTokens, int overheadTokens) {

    Budget {
        if (overheadTokens < 0) {
            throw new IllegalArgumentException("overheadTokens is " + overheadTokens + "; it must not be negative");
        }
        require("maxTexts", maxTexts);
        require("maxTokens", maxTokens);
    }

    boolean allows(int texts, int longest) {
        return texts == 1 || (texts <= maxTexts && (long) texts * longest <= maxTokens);
    }

    /** Whether so many items, which have so many tokens without padding, are as much as a batch may hold. */
    boolean isReachedBy(int texts, long tokens) {
        return texts >= maxTexts || tokens >= maxTokens;
    }

    /** What a batch costs, in tokens. */
    double cost(int texts, int longest) {
        return overheadTokens + (double) texts * longest;
    }

    /** What one item takes of a batch, in tokens: its own, or its part of the most texts where these are scarcer. */
    double share(int tokens) {
        return Math.max(tokens, (double) maxTokens / maxTexts);
    }

    /** Share of the scarcer of the two limits that is used, 0..1. */
    double fill(int texts, int longest) {
        double tokens = (double) texts * longest / maxTokens;
        return Math.min(1.0, Math.max(tokens, (double) texts / maxTexts));
    }

    private static void require(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be at least 1");
        }
    }
}
