// SPDX-License-Identifier: Apache-2.0
package dev.milena.batch;

/**
 * What one batch may hold.
 *
 * @param maxTexts most items
 * @param maxTokens most tokens, padding included: items times the longest. One item alone is always allowed
 */
record Budget(int maxTexts, int maxTokens) {

    Budget {
        require("maxTexts", maxTexts);
        require("maxTokens", maxTokens);
    }

    boolean allows(int texts, int longest) {
        return texts == 1 || (texts <= maxTexts && (long) texts * longest <= maxTokens);
    }

    /** Items of at most this length that surely fit together. */
    int capacity(int longest) {
        return Math.max(1, Math.min(maxTexts, maxTokens / longest));
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
