// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.bundle.Bundle;
import dev.milena.bundle.BundleException;
import dev.milena.bundle.BundleFixture;
import dev.milena.bundle.GoldenText;
import dev.milena.bundle.GoldenText.GoldenAnswer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each exported kind, loaded and compared with what Python recorded. */
class GoldenReplayTest {

    @ParameterizedTest
    @ValueSource(strings = {"tiny", "tiny-float"})
    void shouldReproduceEveryRecordedAnswerWhenBundleIs(String name) {
        try (BundleTextModel model = open(name)) {
            GoldenReport report = model.selfTest();

            assertThat(report.differences()).isEmpty();
            assertThat(report.texts())
                    .isEqualTo(model.bundle().manifest().golden().texts());
            assertThat(report.describe()).contains(report.answers() + " of " + report.answers());
        }
    }

    /** Small random models of other families; model-export/tests/make_kinds.py writes them. */
    @ParameterizedTest
    @ValueSource(strings = {"bart", "gpt2", "marian", "milena-rnn", "nllb", "t5"})
    void shouldReproduceEveryRecordedAnswerWhenFamilyIs(String family) {
        Path folder = BundleFixture.repository().resolve("engine/src/test/resources/bundles");
        try (BundleTextModel model = TextModels.open(
                folder.resolve(family), EngineSettings.defaults().withThreads(1))) {
            assertThat(model.selfTest().differences()).isEmpty();
            assertThat(model.bundle().manifest().family()).isEqualTo(family.equals("nllb") ? "m2m_100" : family);
        }
    }

    /** 16-bit weights in a file of their own, which ONNX Runtime finds from the graph's folder. */
    @Test
    void shouldReproduceEveryRecordedAnswerWhenWeightsAreBesideTheGraph() {
        Path folder = BundleFixture.repository().resolve("engine/src/test/resources/bundles/t5-fp16");
        try (BundleTextModel model =
                TextModels.open(folder, EngineSettings.defaults().withThreads(1))) {
            assertThat(model.bundle().manifest().graph().externalData()).containsExactly("model.onnx.data");
            assertThat(model.selfTest().differences()).isEmpty();
        }
    }

    @Test
    void shouldSayWhatDiffersWhenARecordIsWrong() {
        try (BundleTextModel model = open("tiny")) {
            List<GoldenText> texts =
                    new ArrayList<>(GoldenText.read(model.bundle()).subList(0, 4));
            texts.set(
                    0,
                    changed(
                            texts.get(0),
                            answer -> answerOf(
                                    answer.ids().subList(1, answer.ids().size()), 0, "x")));
            texts.set(1, changed(texts.get(1), answer -> answerOf(answer.ids(), answer.score() + 1, answer.output())));
            texts.set(2, changed(texts.get(2), answer -> answerOf(answer.ids(), answer.score(), "another output")));
            texts.set(
                    3,
                    new GoldenText(
                            texts.get(3).text(),
                            "en",
                            "de",
                            List.of(0),
                            texts.get(3).runs()));

            GoldenReport report = new GoldenReplay(model).run(texts);

            assertThat(report.passed()).isFalse();
            assertThat(report.differences())
                    .extracting(difference -> difference.run() + " " + difference.line() + " " + difference.field())
                    .contains("greedy 1 ids", "greedy 2 score", "greedy 3 output", "tokenizer 4 source_ids");
            assertThat(report.largestDifference()).isGreaterThan(0.99);
            assertThat(report.describe())
                    .contains("5 of 8 recorded answers", "greedy, line 3, output: expected another");
        }
    }

    @Test
    void shouldRefuseWhenTheGoldenFileIsShort(@TempDir Path folder) {
        Bundle bundle = Bundle.open(BundleFixture.in(folder).folder());

        assertThatThrownBy(() -> GoldenText.read(bundle))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll("golden.jsonl has 0 lines, the manifest says 50");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "{\"text\": \"a\"}",
                "{\"text\": \"a\", \"source_language\": null, \"target_language\": null, \"source_ids\": [1],"
                        + " \"runs\": {\"greedy\": {\"ids\": [1], \"logprobs\": [], \"score\": 0, \"finish_reason\": 0,"
                        + " \"output\": \"\"}}}",
            })
    void shouldRefuseWhenALineIsNoRecord(String line, @TempDir Path folder) {
        BundleFixture fixture = BundleFixture.in(folder);
        fixture.write("golden.jsonl", line);
        Bundle bundle = Bundle.open(fixture.seal(manifest -> {}).folder());

        assertThatThrownBy(() -> GoldenText.read(bundle))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("golden.jsonl, line 1, is no recorded answer");
    }

    private interface Change {
        GoldenAnswer of(GoldenAnswer answer);
    }

    private static GoldenText changed(GoldenText text, Change change) {
        Map<String, GoldenAnswer> runs = new LinkedHashMap<>(text.runs());
        GoldenAnswer greedy = Objects.requireNonNull(runs.get("greedy"));
        GoldenAnswer changed = change.of(greedy);
        runs.put(
                "greedy",
                new GoldenAnswer(
                        changed.ids(),
                        greedy.logprobs().subList(0, changed.ids().size()),
                        changed.score(),
                        greedy.finishReason(),
                        changed.output()));
        return new GoldenText(text.text(), text.sourceLanguage(), text.targetLanguage(), text.sourceIds(), runs);
    }

    private static GoldenAnswer answerOf(List<Integer> ids, double score, String output) {
        return new GoldenAnswer(ids, ids.stream().map(id -> 0.0).toList(), score, 0, output);
    }

    private static BundleTextModel open(String name) {
        return TextModels.open(
                BundleFixture.repository().resolve("models").resolve(name),
                EngineSettings.defaults().withThreads(1));
    }
}
