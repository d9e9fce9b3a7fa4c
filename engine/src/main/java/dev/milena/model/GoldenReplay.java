// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import dev.milena.api.FinishReason;
import dev.milena.api.PreparedText;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.bundle.BundleException;
import dev.milena.bundle.GoldenText;
import dev.milena.bundle.GoldenText.GoldenAnswer;
import dev.milena.bundle.Manifest;
import dev.milena.engine.DecodingOptions;
import dev.milena.engine.Hypothesis;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Replays a bundle's recorded answers and collects what differs: no Python needed. The engine's thread. */
final class GoldenReplay {
    /** Stands for a run where source ids differ. */
    static final String TOKENIZER = "tokenizer";

    private static final int BATCH = 16;
    private static final String LIMIT = "max_new_tokens";

    private final BundleTextModel model;
    private final Manifest manifest;
    private final List<GoldenReport.Difference> differences = new ArrayList<>();
    private double largestDifference;

    GoldenReplay(BundleTextModel model) {
        this.model = model;
        this.manifest = model.bundle().manifest();
    }

    GoldenReport run(List<GoldenText> texts) {
        List<PreparedText> prepared = prepared(model, texts);
        for (int i = 0; i < texts.size(); i++) {
            List<Integer> ids = prepared.get(i).sourceTokens().stream()
                    .map(token -> token.id())
                    .toList();
            compare(TOKENIZER, i, "source_ids", texts.get(i).sourceIds(), ids);
        }
        for (Manifest.GoldenRun run : manifest.golden().runs()) {
            DecodingOptions options = options(run);
            List<PreparedText> limited = limited(prepared, run);
            for (int from = 0; from < texts.size(); from += BATCH) {
                replay(run.name(), from, texts, limited, options);
            }
        }
        return new GoldenReport(
                texts.size(),
                texts.size() * manifest.golden().runs().size(),
                manifest.golden().tolerance(),
                largestDifference,
                differences);
    }

    /**
     * The recorded texts as the model sees them.
     *
     * @throws BundleException when the model refuses one of its own texts
     */
    static List<PreparedText> prepared(BundleTextModel model, List<GoldenText> texts) {
        List<PreparedText> prepared = new ArrayList<>(texts.size());
        for (GoldenText text : texts) {
            TextRequest request = new TextRequest(text.text(), text.sourceLanguage(), text.targetLanguage());
            try {
                prepared.add(model.prepare(request));
            } catch (TextRefusedException e) {
                throw new BundleException(
                        "bundle " + model.bundle() + " refuses its own recorded text of line " + (prepared.size() + 1)
                                + ": " + e.getMessage() + " A bundle answers what it records; export it again.",
                        e);
            }
        }
        return prepared;
    }

    /** The defaults of the manifest, and over them the inputs of the run. */
    private DecodingOptions options(Manifest.GoldenRun run) {
        Map<String, Double> controls = new HashMap<>(run.inputs());
        double beams = take(controls, "beam_size");
        double hypotheses = take(controls, "num_hypotheses");
        double lengthPenalty = take(controls, "length_penalty");
        double attention = take(controls, "return_attention");
        controls.remove(LIMIT); // goes with the rows
        return new DecodingOptions(
                (int) beams, (int) hypotheses, (float) lengthPenalty, false, attention != 0, controls);
    }

    /** The texts with the run's limit of new tokens, not the one of this model's settings. */
    private List<PreparedText> limited(List<PreparedText> texts, Manifest.GoldenRun run) {
        int limit = (int) take(new HashMap<>(run.inputs()), LIMIT);
        return texts.stream()
                .map(text -> new PreparedText(
                        text.request(),
                        text.sourceTokens(),
                        text.sourceCut(),
                        text.sourceLanguage(),
                        text.targetLanguage(),
                        text.givenIds(),
                        limit))
                .toList();
    }

    private double take(Map<String, Double> controls, String input) {
        Double value = controls.remove(input);
        if (value != null) {
            return value;
        }
        Double fallback = manifest.input(input).defaultValue();
        return fallback == null ? 0 : fallback;
    }

    private void replay(
            String run, int from, List<GoldenText> texts, List<PreparedText> prepared, DecodingOptions options) {
        List<PreparedText> batch = prepared.subList(from, Math.min(from + BATCH, prepared.size()));
        List<List<Hypothesis>> decoded = model.decode(batch, options);
        for (int i = 0; i < batch.size(); i++) {
            GoldenAnswer expected = texts.get(from + i).runs().get(run);
            if (expected != null) {
                compare(run, from + i, expected, batch.get(i), decoded.get(i).get(0));
            }
        }
    }

    private void compare(String run, int line, GoldenAnswer expected, PreparedText text, Hypothesis actual) {
        List<Integer> ids = IntStream.of(actual.ids()).boxed().toList();
        compare(run, line, "ids", expected.ids(), ids);
        if (!ids.equals(expected.ids())) {
            return;
        }
        FinishReason reason = expected.finishReason() == 0 ? FinishReason.END_TOKEN : FinishReason.LENGTH_LIMIT;
        compare(run, line, "finish_reason", reason, actual.finishReason());
        compare(
                run,
                line,
                "output",
                expected.output(),
                model.assemble(text, List.of(actual)).text());
        compareNumber(run, line, "score", expected.score(), actual.score());
        for (int i = 0; i < actual.logProbs().length; i++) {
            compareNumber(run, line, "logprobs[" + i + "]", expected.logprobs().get(i), actual.logProbs()[i]);
        }
    }

    private void compare(String run, int line, String field, Object expected, Object actual) {
        if (!expected.equals(actual)) {
            differences.add(new GoldenReport.Difference(
                    run, line + 1, field, String.valueOf(expected), String.valueOf(actual)));
        }
    }

    private void compareNumber(String run, int line, String field, double expected, double actual) {
        double difference = Math.abs(expected - actual);
        largestDifference = Math.max(largestDifference, difference);
        if (!(difference <= manifest.golden().tolerance())) {
            differences.add(new GoldenReport.Difference(
                    run, line + 1, field, String.valueOf(expected), String.valueOf(actual)));
        }
    }
}
