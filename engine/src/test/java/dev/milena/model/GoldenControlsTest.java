// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.milena.api.Answer;
import dev.milena.api.FinishReason;
import dev.milena.api.PreparedText;
import dev.milena.api.TextOverflow;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.Token;
import dev.milena.bundle.BundleFixture;
import dev.milena.engine.Hypothesis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every control that events and settings have, against what Python recorded for each text alone
 * ({@code model-export/tests/make_controls.py}); here free answers, prefixes, targets and a cut text share a batch.
 */
class GoldenControlsTest {
    private static final Path RESOURCES = BundleFixture.repository().resolve("engine/src/test/resources");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Offset<Float> CLOSE = Offset.offset(1e-4f);

    @ParameterizedTest
    @ValueSource(strings = {"bart", "gpt2", "milena-rnn", "nllb", "t5"})
    void shouldAnswerAsPythonDoesWhenBundleIs(String kind) throws IOException, TextRefusedException {
        Path folder = RESOURCES.resolve("bundles").resolve(kind);
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(RESOURCES.resolve("controls").resolve(kind + ".jsonl"))) {
            lines.add(JSON.readTree(line));
        }
        String recorded = lines.remove(0).get("manifest_sha256").asText();
        Map<String, List<JsonNode>> searches = new LinkedHashMap<>();
        lines.forEach(line -> searches.computeIfAbsent(line.get("search").asText(), name -> new ArrayList<>())
                .add(line));
        assertThat(searches.keySet()).containsExactly("greedy", "n-best", "sampled");
        for (List<JsonNode> records : searches.values()) {
            EngineSettings settings = EngineSettings.defaults()
                    .withThreads(1)
                    .withOverflow(TextOverflow.CUT)
                    .withSearch(search(records.get(0).get("settings")));
            try (BundleTextModel model = TextModels.open(folder, settings)) {
                assertThat(model.info().sha256())
                        .as("the bundle has changed; record its controls again with make_controls.py")
                        .isEqualTo(recorded);
                compare(model, records);
            }
        }
    }

    private static void compare(BundleTextModel model, List<JsonNode> records) throws TextRefusedException {
        List<PreparedText> texts = new ArrayList<>();
        for (JsonNode line : records) {
            PreparedText text = model.prepare(request(line));
            assertThat(text.sourceTokens()).extracting(Token::id).isEqualTo(integers(line.get("source_ids")));
            assertThat(text.sourceCut()).isEqualTo(nullableInt(line.get("source_cut")));
            assertThat(text.givenIds()).isEqualTo(integers(line.get("given_ids")));
            texts.add(text);
        }
        List<List<Hypothesis>> decoded = model.decode(texts);
        List<Answer> answers = model.answer(texts);
        for (int i = 0; i < texts.size(); i++) {
            compare(records.get(i), decoded.get(i), answers.get(i));
        }
    }

    private static void compare(JsonNode line, List<Hypothesis> decoded, Answer answer) {
        JsonNode expected = line.get("answers");
        String what = line.get("search") + " " + line.get("identity") + " " + line.get("target_prefix")
                + line.get("target_text");
        assertThat(decoded).as(what).hasSameSizeAs(expected);
        assertThat(answer.alternatives()).as(what).hasSize(expected.size() - 1);
        for (int rank = 0; rank < decoded.size(); rank++) {
            Hypothesis actual = decoded.get(rank);
            JsonNode recorded = expected.get(rank);
            assertThat(IntStream.of(actual.ids()).boxed().toList()).as(what).isEqualTo(integers(recorded.get("ids")));
            assertThat(actual.finishReason() == FinishReason.END_TOKEN)
                    .as(what)
                    .isEqualTo(recorded.get("finish_reason").asInt() == 0);
            assertThat(actual.score()).as(what).isCloseTo(recorded.get("score").floatValue(), CLOSE);
            for (int t = 0; t < actual.ids().length; t++) {
                assertThat(actual.logProbs()[t])
                        .as(what)
                        .isCloseTo(recorded.get("logprobs").get(t).floatValue(), CLOSE);
            }
            String text = rank == 0
                    ? answer.text()
                    : answer.alternatives().get(rank - 1).text();
            assertThat(text).as(what).isEqualTo(recorded.get("output").asText());
        }
        assertThat(answer.scored()).isEqualTo(!line.get("target_text").isNull());
        assertThat(answer.sourceCut()).isEqualTo(nullableInt(line.get("source_cut")));
    }

    private static SearchSettings search(JsonNode settings) {
        SearchSettings search = SearchSettings.defaults()
                .withBeamSize(settings.get("beam_size").asInt())
                .withHypotheses(settings.path("num_hypotheses").asInt(1));
        JsonNode sampling = settings.get("sampling");
        return sampling == null
                ? search
                : search.withSampling(new Sampling(
                        sampling.get("temperature").asDouble(),
                        sampling.get("top_k").asInt(),
                        sampling.get("top_p").asDouble(),
                        sampling.get("seed").asLong()));
    }

    private static TextRequest request(JsonNode line) {
        return TextRequest.of(line.get("text").asText())
                .from(line.get("source_language").asText())
                .into(line.get("target_language").asText())
                .startingWith(line.get("target_prefix").textValue())
                .judging(line.get("target_text").textValue())
                .identifiedBy(line.get("identity").asText());
    }

    private static @Nullable Integer nullableInt(JsonNode node) {
        return node.isNull() ? null : node.asInt();
    }

    private static List<Integer> integers(JsonNode array) {
        List<Integer> integers = new ArrayList<>();
        array.forEach(node -> integers.add(node.asInt()));
        return integers;
    }
}
