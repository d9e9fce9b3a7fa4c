// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import dev.milena.bundle.Bundle;
import dev.milena.bundle.BundleException;
import dev.milena.bundle.Manifest.Allowed;
import dev.milena.bundle.Manifest.Width;
import dev.milena.engine.EngineException;
import dev.milena.engine.onnx.EngineDevice;
import dev.milena.engine.onnx.OnnxSeq2SeqEngine;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Opens text models.
 *
 * <pre>{@code
 * try (BundleTextModel model = TextModels.open(Path.of("models/en-de"), EngineSettings.defaults())) {
 *     PreparedText text = model.prepare(TextRequest.of("Good morning."));
 *     Answer answer = model.answer(List.of(text)).get(0);
 * }
 * }</pre>
 */
public final class TextModels {
    private static final String SECOND = "milena.doubt.retry.";

    private TextModels() {}

    /**
     * Verifies, loads and warms a bundle.
     *
     * @param directory the bundle's folder
     * @throws BundleException when the bundle must not be used, or does not support the settings
     * @throws EngineException when the device cannot be used or the graph fails
     */
    public static BundleTextModel open(Path directory, EngineSettings settings) {
        return open(Bundle.open(directory), settings);
    }

    /**
     * Loads and warms a bundle that was verified.
     *
     * @throws BundleException when the bundle cannot be loaded, or does not support the settings
     * @throws EngineException when the device cannot be used or the graph fails
     */
    public static BundleTextModel open(Bundle bundle, EngineSettings settings) {
        requireSupported(bundle, settings);
        EngineDevice device = EngineDevice.parse(settings.device());
        BundleTokenizers tokenizers = BundleTokenizers.open(bundle);
        BundleTextModel model;
        try {
            int vocabulary = tokenizers.target().vocabularySize();
            model = new BundleTextModel(
                    bundle,
                    settings,
                    tokenizers,
                    () -> OnnxSeq2SeqEngine.open(
                            bundle,
                            device,
                            settings.gpuMemory(),
                            settings.threadsOfACall(),
                            settings.calls(),
                            vocabulary));
        } catch (RuntimeException e) {
            tokenizers.close();
            throw e;
        }
        try {
            model.check();
            return model;
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    private static void requireSupported(Bundle bundle, EngineSettings settings) {
        SearchSettings search = settings.search().of(bundle.manifest());
        requireAllowed(bundle, "return_attention", settings.alignment() ? 1 : 0, "alignment");
        requireSearch(bundle, search, "milena.");
        requireSampling(bundle, search.sampling());
        if (settings.secondSearch() != null) {
            requireAnother(bundle, search, settings.secondSearch().of(bundle.manifest()));
        }
        int limit = bundle.manifest().limits().targetTokens();
        if (search.maxNewTokens() > limit) {
            throw new BundleException(
                    "milena.max.new.tokens is " + search.maxNewTokens() + "; bundle " + bundle + " emits at most "
                            + limit + " tokens. Lower the setting, or leave it at 0 for the bundle's default.");
        }
        double least = search.controls().getOrDefault("min_new_tokens", 0.0);
        if (search.maxNewTokens() > 0 && least > search.maxNewTokens()) {
            throw new BundleException("milena.min.new.tokens is " + Allowed.plain(least)
                    + " and milena.max.new.tokens is " + search.maxNewTokens()
                    + "; no answer can have both. Lower the first, or raise the second.");
        }
    }

    private static void requireSearch(Bundle bundle, SearchSettings search, String prefix) {
        requireAllowed(bundle, "beam_size", search.beamSize(), prefix + "beam.size");
        requireAllowed(
                bundle,
                "length_penalty",
                Double.parseDouble(Float.toString(search.lengthPenalty())),
                prefix + "length.penalty");
        requireAllowed(bundle, "num_hypotheses", search.hypotheses(), "milena.num.hypotheses");
        search.controls()
                .forEach((input, value) -> requireAllowed(bundle, input, value, prefix + input.replace('_', '.')));
    }

    private static void requireAnother(Bundle bundle, SearchSettings first, SearchSettings second) {
        requireSearch(bundle, second, SECOND);
        if (isSame(bundle, first, second)) {
            throw new BundleException(
                    "milena.doubt.retry is true; bundle " + bundle + " would search as it did the first"
                            + " time and find the same answer. Set " + SECOND + "beam.size, " + SECOND
                            + "no.repeat.ngram.size, " + SECOND + "repetition.penalty or " + SECOND
                            + "length.penalty to something else, or switch it off.");
        }
    }

    private static boolean isSame(Bundle bundle, SearchSettings first, SearchSettings second) {
        return first.sampling() == null
                && first.beamSize() == second.beamSize()
                && (first.beamSize() == 1 || first.lengthPenalty() == second.lengthPenalty())
                && Stream.concat(first.controls().keySet().stream(), second.controls().keySet().stream())
                        .allMatch(input -> control(bundle, first, input) == control(bundle, second, input));
    }

    private static double control(Bundle bundle, SearchSettings search, String input) {
        Double own = bundle.manifest().input(input).defaultValue();
        return search.controls().getOrDefault(input, own == null ? 0.0 : own);
    }

    private static void requireSampling(Bundle bundle, @Nullable Sampling sampling) {
        if (sampling == null) {
            return;
        }
        Width uniforms = bundle.manifest().input("uniforms").width();
        int longest = bundle.manifest().limits().targetTokens();
        if (uniforms != null && uniforms.max() < longest) {
            throw new BundleException("milena.sampling.enabled is true; bundle " + bundle
                    + " cannot draw its tokens (graph input uniforms has at most " + uniforms.max() + " columns, and "
                    + longest + " tokens may be needed). Switch it off, or export the bundle with this control.");
        }
        requireAllowed(bundle, "temperature", sampling.temperature(), "milena.sampling.temperature");
        requireAllowed(bundle, "top_k", sampling.topK(), "milena.sampling.top.k");
        requireAllowed(bundle, "top_p", sampling.topP(), "milena.sampling.top.p");
    }

    private static void requireAllowed(Bundle bundle, String input, double value, String setting) {
        Allowed allowed = bundle.manifest().input(input).allowed();
        if (!allowed.contains(value)) {
            throw new BundleException(setting + " is " + Allowed.plain(value) + "; bundle " + bundle + " allows "
                    + allowed.inWords() + " (graph input " + input
                    + "). Change the setting, or export the bundle with this control.");
        }
    }
}
