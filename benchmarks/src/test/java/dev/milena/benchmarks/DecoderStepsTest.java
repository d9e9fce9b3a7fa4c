// SPDX-License-Identifier: Apache-2.0
package dev.milena.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DecoderStepsTest {

    @Test
    void shouldWasteNothingWhenAllAnswersAreAsLong() {
        assertThat(DecoderSteps.of(7, 7, 7)).isEqualTo(new DecoderSteps(21, 21));
    }

    /** Two of four run to step 5 for nothing but the shortest's 3 steps; then 2 run to 6, and the last alone to 20. */
    @Test
    void shouldCountFinishedRowsUntilHalfAreFinished() {
        assertThat(DecoderSteps.of(20, 2, 6, 5)).isEqualTo(new DecoderSteps(4 * 5 + 2 * 1 + 14, 33));
    }

    @Test
    void shouldTakeNoBatch() {
        assertThat(DecoderSteps.of()).isEqualTo(new DecoderSteps(0, 0));
    }
}
