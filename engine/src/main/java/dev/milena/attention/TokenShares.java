// SPDX-License-Identifier: Apache-2.0
package dev.milena.attention;

import dev.milena.api.TextSpan;
import dev.milena.api.Token;
import java.util.Arrays;
import java.util.List;

/**
 * Which words each token covers, and with what share. Entries of token t are {@code first(t)..end(t)-1}; their shares sum
 * to 1, or there are none for a token that covers no text.
 */
final class TokenShares {
    private final int[] firsts;
    private int[] words;
    private float[] shares;
    private int entries;

    private TokenShares(int tokens) {
        firsts = new int[tokens + 1];
        words = new int[tokens + 8];
        shares = new float[tokens + 8];
    }

    static TokenShares of(List<Token> tokens, List<TextSpan> words) {
        TokenShares result = new TokenShares(tokens.size());
        int from = 0;
        for (int t = 0; t < tokens.size(); t++) {
            result.firsts[t] = result.entries;
            Token token = tokens.get(t);
            if (!token.isSpecial() && !words.isEmpty()) {
                while (from < words.size() - 1 && words.get(from).end() <= token.start()) {
                    from++;
                }
                while (from > 0 && words.get(from - 1).end() > token.start()) {
                    from--;
                }
                result.cover(token, words, from);
            }
        }
        result.firsts[tokens.size()] = result.entries;
        return result;
    }

    /** Adds the words that a token overlaps, looking from the first word that ends behind the token's start. */
    private void cover(Token token, List<TextSpan> spans, int from) {
        int first = entries;
        float all = 0;
        for (int w = from; w < spans.size() && spans.get(w).start() < token.end(); w++) {
            int shared = Math.min(spans.get(w).end(), token.end())
                    - Math.max(spans.get(w).start(), token.start());
            if (shared > 0) {
                append(w, shared);
                all += shared;
            }
        }
        if (entries == first) {
            append(from, 1);
            all = 1;
        }
        for (int i = first; i < entries; i++) {
            shares[i] /= all;
        }
    }

    private void append(int word, float share) {
        if (entries == words.length) {
            words = Arrays.copyOf(words, 2 * entries);
            shares = Arrays.copyOf(shares, 2 * entries);
        }
        words[entries] = word;
        shares[entries++] = share;
    }

    boolean isEmpty(int token) {
        return first(token) == end(token);
    }

    int first(int token) {
        return firsts[token];
    }

    int end(int token) {
        return firsts[token + 1];
    }

    int word(int entry) {
        return words[entry];
    }

    float share(int entry) {
        return shares[entry];
    }

    /** Adds a token's weight to the words that it covers. */
    void spread(int token, float weight, float[] byWord) {
        for (int i = first(token); i < end(token); i++) {
            byWord[words[i]] += weight * shares[i];
        }
    }
}
