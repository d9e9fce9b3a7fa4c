// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SamplingTest {
    private static final Sampling SAMPLING = new Sampling(1, 0, 1, 7);

    @Test
    void shouldDrawTheSameNumbersForTheSameTextAndSeedOnly() {
        float[] numbers = SAMPLING.uniforms("milena.text-0@17", 8);

        assertThat(SAMPLING.uniforms("milena.text-0@17", 8)).isEqualTo(numbers);
        assertThat(SAMPLING.uniforms("milena.text-0@18", 8)).isNotEqualTo(numbers);
        assertThat(new Sampling(1, 0, 1, 8).uniforms("milena.text-0@17", 8)).isNotEqualTo(numbers);
        assertThat(SAMPLING.uniforms("milena.text-0@17", 3)).containsExactly(numbers[0], numbers[1], numbers[2]);
    }

    @Test
    void shouldSpreadTheNumbersOverTheUnitInterval() {
        int[] tenths = new int[10];
        for (int event = 0; event < 1_000; event++) {
            for (float number : SAMPLING.uniforms("milena.text-3@" + event, 10)) {
                assertThat(number).isGreaterThanOrEqualTo(0f).isLessThan(1f);
                tenths[(int) (10 * number)]++;
            }
        }

        double chiSquare = 0;
        for (int count : tenths) {
            chiSquare += (count - 1_000.0) * (count - 1_000.0) / 1_000.0;
        }
        assertThat(chiSquare).as("9 degrees of freedom, 99.9% below 27.9").isCloseTo(9, within(18.9));
    }

    @Test
    void shouldRefuseWhatCannotBeDrawnBy() {
        assertThatThrownBy(() -> new Sampling(0, 0, 1, 0)).hasMessageContaining("temperature is 0.0");
        assertThatThrownBy(() -> new Sampling(1, -1, 1, 0)).hasMessageContaining("topK is -1");
        assertThatThrownBy(() -> new Sampling(1, 0, 1.5, 0)).hasMessageContaining("topP is 1.5");
        assertThatThrownBy(() -> SearchSettings.defaults().withBeamSize(2).withSampling(SAMPLING))
                .hasMessageContaining("1 where tokens are drawn");
        assertThatThrownBy(() -> SearchSettings.defaults().withBeamSize(1).withHypotheses(2))
                .hasMessageContaining("at most beamSize, 1");
    }
}
