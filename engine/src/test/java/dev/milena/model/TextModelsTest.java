// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.bundle.Bundle;
import dev.milena.bundle.BundleException;
import dev.milena.bundle.BundleFixture;
import dev.milena.engine.EngineException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextModelsTest {
    private static final Bundle TINY = Bundle.open(BundleFixture.repository().resolve("models/tiny"));

    @Test
    void shouldRefuseWhenTheBeamIsWiderThanTheBundleAllows() {
        assertRefused(
                EngineSettings.defaults().withSearch(search -> search.withBeamSize(1000)),
                "milena.beam.size is 1000",
                "tiny 1.0.0",
                "Change the setting");
    }

    @Test
    void shouldRefuseWhenTheLengthPenaltyIsBeyondTheBundle() {
        assertRefused(
                EngineSettings.defaults().withSearch(search -> search.withLengthPenalty(1e9f)),
                "milena.length.penalty is 1000000000",
                "allows");
    }

    @Test
    void shouldRefuseWhenTheLimitIsBeyondTheBundles() {
        assertRefused(
                EngineSettings.defaults().withSearch(search -> search.withMaxNewTokens(100_000)),
                "milena.max.new.tokens is 100000",
                "leave it at 0");
    }

    @Test
    void shouldRefuseWhenAControlIsBeyondTheBundle() {
        assertRefused(
                EngineSettings.defaults().withSearch(search -> search.withControl("repetition_penalty", 50)),
                "milena.repetition.penalty is 50",
                "Change the setting");
    }

    @Test
    void shouldRefuseWhenTheLeastLengthIsGreaterThanTheLimit() {
        assertRefused(
                EngineSettings.defaults()
                        .withSearch(search -> search.withMaxNewTokens(5).withControl("min_new_tokens", 6)),
                "milena.min.new.tokens is 6 and milena.max.new.tokens is 5",
                "Lower the first");
    }

    @Test
    void shouldRefuseToDrawWhenTheBundleCannot(@TempDir Path folder) {
        Bundle searching = Bundle.open(BundleFixture.in(folder).folder());
        Sampling sampling = new Sampling(1, 0, 1, 0);

        assertThatThrownBy(() -> TextModels.open(
                        searching, EngineSettings.defaults().withSearch(search -> search.withSampling(sampling))))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll("milena.sampling.enabled is true", "uniforms has at most 0 columns", "export");
    }

    @Test
    void shouldRefuseToDrawOutsideWhatTheBundleAllows() {
        Sampling sampling = new Sampling(1, 1_000_000, 1, 0);

        assertThatThrownBy(() -> TextModels.open(
                        BundleFixture.repository().resolve("models/en-de"),
                        EngineSettings.defaults().withSearch(search -> search.withSampling(sampling))))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("milena.sampling.top.k is 1000000");
    }

    @Test
    void shouldRefuseWhenTheDeviceIsUnknown() {
        assertThatThrownBy(() -> TextModels.open(TINY, EngineSettings.defaults().withDevice("tpu")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("device is tpu");
    }

    @Test
    void shouldSayWhatIsMissingWhenThereIsNoCuda() {
        assertThatThrownBy(() -> TextModels.open(TINY, EngineSettings.defaults().withDevice("cuda:7")))
                .isInstanceOf(EngineException.class)
                .hasMessageContainingAll("device cuda:7 cannot be used", "onnxruntime_gpu", "milena.engine.device=cpu");
    }

    @Test
    void shouldRefuseWhenTheTokenizerIsNone(@TempDir Path folder) {
        Bundle hollow = Bundle.open(BundleFixture.in(folder).folder());

        assertThatThrownBy(() -> TextModels.open(hollow, EngineSettings.defaults()))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll("tokenizer.json has no vocabulary", "Export the bundle again");
    }

    @Test
    void shouldRefuseWhenTheGraphIsNoModel(@TempDir Path folder) {
        BundleFixture fixture = BundleFixture.in(folder);
        fixture.write(
                "tokenizer.json",
                "{\"model\": {\"type\": \"WordLevel\", \"vocab\": {\"a\": 0}, \"unk_token\": \"a\"}}");
        fixture.seal(manifest -> {});
        Bundle hollow = Bundle.open(folder);

        assertThatThrownBy(() -> TextModels.open(hollow, EngineSettings.defaults()))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll("model.onnx cannot be loaded on cpu", "milena.engine.device");
    }

    @Test
    void shouldRefuseWhenSettingsMakeNoSense() {
        assertThatThrownBy(() -> EngineSettings.defaults().withThreads(-1)).hasMessageContaining("threads is -1");
        assertThatThrownBy(() -> SearchSettings.defaults().withBeamSize(0)).hasMessageContaining("beamSize is 0");
        assertThatThrownBy(() -> SearchSettings.defaults().withLengthPenalty(Float.NaN))
                .hasMessageContaining("lengthPenalty is NaN");
        assertThatThrownBy(() -> SearchSettings.defaults().withMaxNewTokens(-1))
                .hasMessageContaining("maxNewTokens is -1");
        assertThatThrownBy(() -> EngineSettings.defaults().withAlignment(false).withAttention(true))
                .hasMessageContaining("attention is true");
    }

    private static void assertRefused(EngineSettings settings, String... parts) {
        assertThatThrownBy(() -> TextModels.open(TINY, settings))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll(parts);
    }
}
