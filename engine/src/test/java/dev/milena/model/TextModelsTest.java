// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.milena.api.TextRequest;
import dev.milena.bundle.Bundle;
import dev.milena.bundle.BundleException;
import dev.milena.bundle.BundleFixture;
import dev.milena.bundle.GoldenText;
import dev.milena.engine.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextModelsTest {
    private static final Path TINY_FOLDER = BundleFixture.repository().resolve("models/tiny");
    private static final Bundle TINY = Bundle.open(TINY_FOLDER);

    @Test
    void shouldSearchAsTheBundleSaysWhereNoSettingSaysOtherwise(@TempDir Path folder) throws Exception {
        Path own = withDefaults(folder, Map.of("beam_size", 4.0, "length_penalty", 0.2, "early_stopping", 1.0));
        SearchSettings asked = SearchSettings.defaults()
                .withBeamSize(4)
                .withLengthPenalty(0.2f)
                .withControl("early_stopping", 1);

        List<String> expected = answers(TINY_FOLDER, asked);

        assertThat(answers(own, SearchSettings.defaults())).isEqualTo(expected);
        assertThat(answers(own, SearchSettings.defaults().withBeamSize(1)))
                .isEqualTo(answers(TINY_FOLDER, SearchSettings.defaults().withLengthPenalty(0.2f)))
                .isNotEqualTo(expected);
    }

    @Test
    void shouldFindLanguagesByTheTagsThatPeopleSendAndByTheModelsOwnCodes() throws Exception {
        Path folder = Path.of("src/test/resources/bundles/nllb").toAbsolutePath();
        try (BundleTextModel model =
                TextModels.open(folder, EngineSettings.defaults().withThreads(1))) {
            for (String tag : List.of("zho_Hans", "zh-CN", "zh", "cmn-Hans", "ZH_cn")) {
                assertThat(model.prepare(new TextRequest("Hello.", "eng_Latn", tag))
                                .targetLanguage())
                        .isEqualTo("zh-Hans");
            }
            assertThatThrownBy(() -> model.prepare(new TextRequest("Hello.", "en-GB", "zh-TW")))
                    .hasMessageContainingAll("target language zh-TW is unknown", "zh-Hans");
        }
    }

    @Test
    void shouldTakeNoFewerBeamsThanAnswersAreAskedFor() {
        SearchSettings settings = SearchSettings.defaults().withHypotheses(3).of(TINY.manifest());

        assertThat(settings.beamSize()).isEqualTo(3);
        assertThat(settings.lengthPenalty()).isEqualTo(1f);
        assertThat(SearchSettings.defaults()
                        .withSampling(new Sampling(1, 0, 1, 0))
                        .of(TINY.manifest())
                        .beamSize())
                .isEqualTo(1);
    }

    /** Output and score of the recorded texts. */
    private static List<String> answers(Path folder, SearchSettings search) {
        try (BundleTextModel model =
                TextModels.open(folder, EngineSettings.defaults().withThreads(1).withSearch(search))) {
            return model.answer(GoldenReplay.prepared(model, GoldenText.read(model.bundle()))).stream()
                    .map(answer -> answer.text() + " " + answer.score())
                    .toList();
        }
    }

    /** A copy of the tiny bundle whose own search is another one. */
    private static Path withDefaults(Path folder, Map<String, Double> defaults) throws IOException {
        ObjectMapper json = new ObjectMapper();
        try (Stream<Path> files = Files.list(TINY_FOLDER)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Path path = folder.resolve(Bundle.MANIFEST);
        JsonNode manifest = json.readTree(path.toFile());
        for (JsonNode input : manifest.path("inputs")) {
            Double value = defaults.get(input.path("name").asText());
            if (value != null && input.path("dtype").asText().equals("int64")) {
                ((ObjectNode) input).put("default", value.intValue());
            } else if (value != null) {
                ((ObjectNode) input).put("default", value);
            }
        }
        json.writeValue(path.toFile(), manifest);
        return folder;
    }

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
    void shouldRefuseASecondSearchThatTheBundleDoesNotAllow() {
        assertRefused(
                EngineSettings.defaults()
                        .withSecondSearch(SearchSettings.defaults().withBeamSize(1000)),
                "milena.doubt.retry.beam.size is 1000",
                "Change the setting");
        assertRefused(
                EngineSettings.defaults()
                        .withSecondSearch(SearchSettings.defaults().withControl("repetition_penalty", 50)),
                "milena.doubt.retry.repetition.penalty is 50",
                "Change the setting");
    }

    @Test
    void shouldRefuseASecondSearchThatFindsWhatTheFirstDoes() {
        assertRefused(
                EngineSettings.defaults()
                        .withSecondSearch(SearchSettings.defaults()
                                .withBeamSize(1)
                                .withLengthPenalty(0.5f) // greedy search has no use for it
                                .withControl("no_repeat_ngram_size", 0)),
                "milena.doubt.retry is true",
                "find the same answer",
                "milena.doubt.retry.beam.size");
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
        assertThatThrownBy(() -> SearchSettings.defaults().withBeamSize(-1)).hasMessageContaining("beamSize is -1");
        assertThatThrownBy(() -> SearchSettings.defaults().withLengthPenalty(Float.POSITIVE_INFINITY))
                .hasMessageContaining("lengthPenalty is Infinity");
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
