// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.bundle.BundleFixture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each exported kind, loaded and compared with what Python recorded. */
class GoldenReplayTest {

    @ParameterizedTest
    @ValueSource(strings = {"tiny", "tiny-float"})
    void shouldReproduceEveryRecordedAnswerWhenBundleIs(String name) {
        try (BundleTextModel model = TextModels.open(
                BundleFixture.repository().resolve("models").resolve(name), EngineSettings.defaults())) {
            GoldenReport report = model.selfTest();

            assertThat(report.differences()).isEmpty();
            assertThat(report.texts())
                    .isEqualTo(model.bundle().manifest().golden().texts());
        }
    }
}
