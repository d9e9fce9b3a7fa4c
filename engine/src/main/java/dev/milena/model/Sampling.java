// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * How tokens are drawn instead of searched for. The numbers that they are drawn by come from the seed and the text's
 * identity alone, so that a text that is answered again, in another batch or by another process, gets the same answer.
 * Immutable, any thread.
 *
 * @param temperature what logits are divided by: below 1 the likely tokens become likelier, above 1 less likely
 * @param topK draw among so many of the likeliest tokens; 0 for all
 * @param topP draw among the likeliest tokens whose probabilities just reach this sum; 1 for all
 * @param seed another seed draws other answers
 */
public record Sampling(double temperature, int topK, double topP, long seed) {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final float TWO_TO_MINUS_24 = 0x1p-24f;

    /**
     * @throws IllegalArgumentException when a number is out of range
     */
    public Sampling {
        SearchSettings.require(temperature > 0, "temperature", temperature, "positive");
        SearchSettings.require(topK >= 0, "topK", topK, "0 for all tokens, or a positive number");
        SearchSettings.require(topP > 0 && topP <= 1, "topP", topP, "more than 0 and at most 1");
    }

    /**
     * The numbers that a text is drawn by: SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
     * generators", 2014) from the first 8 bytes of SHA-256(seed as 8 bytes big-endian, identity in UTF-8), the upper 24
     * bits of each output over 2^24.
     *
     * @param identity of the text, see {@link dev.milena.api.TextRequest#identity}
     * @param count how many
     * @return numbers in [0, 1)
     */
    float[] uniforms(String identity, int count) {
        long state = start(identity);
        float[] uniforms = new float[count];
        for (int i = 0; i < count; i++) {
            state += GOLDEN_GAMMA;
            uniforms[i] = (mixed(state) >>> 40) * TWO_TO_MINUS_24;
        }
        return uniforms;
    }

    private long start(String identity) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(ByteBuffer.allocate(Long.BYTES).putLong(seed).flip());
            return ByteBuffer.wrap(sha.digest(identity.getBytes(StandardCharsets.UTF_8)))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static long mixed(long state) {
        long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
