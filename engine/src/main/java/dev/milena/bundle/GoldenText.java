// SPDX-License-Identifier: Apache-2.0
package dev.milena.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of a bundle's golden file: a text and the answers recorded for it.
 *
 * @param sourceIds ids that the model sees, template included
 * @param runs best hypothesis of each recorded run, by its name
 */
public record GoldenText(
        String text,
        @Nullable String sourceLanguage,
        @Nullable String targetLanguage,
        List<Integer> sourceIds,
        Map<String, GoldenAnswer> runs) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    public GoldenText {
        sourceIds = List.copyOf(sourceIds);
        runs = Map.copyOf(runs);
    }

    /**
     * A recorded answer.
     *
     * @param ids end token included, no decoder start
     * @param logprobs one for each id
     * @param finishReason 0 end token, 1 limit
     */
    public record GoldenAnswer(
            List<Integer> ids, List<Double> logprobs, double score, int finishReason, String output) {
        public GoldenAnswer {
            ids = List.copyOf(ids);
            logprobs = List.copyOf(logprobs);
            if (ids.isEmpty() || ids.size() != logprobs.size()) {
                throw new IllegalArgumentException(ids.size() + " ids and " + logprobs.size() + " logprobs");
            }
        }
    }

    /**
     * Reads the golden file of a verified bundle.
     *
     * @throws BundleException when a line cannot be read, lacks a run, or the number of lines is not the manifest's
     */
    public static List<GoldenText> read(Bundle bundle) {
        Manifest.Golden golden = bundle.manifest().golden();
        Path path = bundle.file(golden.file());
        List<GoldenText> texts = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(path)) {
                GoldenText text = JSON.readValue(line, GoldenText.class);
                for (Manifest.GoldenRun run : golden.runs()) {
                    if (!text.runs().containsKey(run.name())) {
                        throw new BundleException(path + ", line " + (texts.size() + 1) + ", has the runs "
                                + text.runs().keySet() + "; the manifest lists " + run.name()
                                + ". Export the bundle again.");
                    }
                }
                texts.add(text);
            }
        } catch (JsonProcessingException e) {
            throw new BundleException(
                    path + ", line " + (texts.size() + 1) + ", is no recorded answer: " + e.getOriginalMessage()
                            + ". Export the bundle again.",
                    e);
        } catch (IOException e) {
            throw new BundleException(path + " cannot be read. Check its permissions and the disk.", e);
        }
        if (texts.size() != golden.texts()) {
            throw new BundleException(path + " has " + texts.size() + " lines, the manifest says " + golden.texts()
                    + ". Export the bundle again.");
        }
        return List.copyOf(texts);
    }
}
