// SPDX-License-Identifier: Apache-2.0
package dev.milena.benchmarks;

import java.util.Arrays;

/**
 * What a batch's greedy answers cost in rows of decoder steps. The graph steps all texts of a batch together until at most
 * half of them still run, and goes on with those alone; until then the finished ones are computed for nothing.
 *
 * @param computed rows of all steps
 * @param needed those of texts that were not finished
 */
record DecoderSteps(long computed, long needed) {

    /** Of a batch whose answers have so many tokens, the end token included. */
    static DecoderSteps of(int... lengths) {
        int[] ascending = lengths.clone();
        Arrays.sort(ascending);
        long computed = 0;
        int step = 0;
        int finished = 0;
        while (finished < ascending.length) {
            int running = ascending.length - finished;
            int end = ascending[finished + (running + 1) / 2 - 1];
            computed += (long) running * (end - step);
            step = end;
            while (finished < ascending.length && ascending[finished] <= step) {
                finished++;
            }
        }
        return new DecoderSteps(
                computed, Arrays.stream(ascending).asLongStream().sum());
    }
}
