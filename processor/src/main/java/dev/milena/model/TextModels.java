// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import dev.milena.bundle.Bundle;
import dev.milena.bundle.BundleException;
import dev.milena.bundle.GoldenText;
import dev.milena.bundle.Manifest.Allowed;
import dev.milena.engine.EngineException;
import dev.milena.engine.Seq2SeqEngine;
import dev.milena.engine.onnx.EngineDevice;
import dev.milena.engine.onnx.OnnxSeq2SeqEngine;
import java.nio.file.Path;
import java.util.List;

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
    private static final int WARM_UP_TEXTS = 4;

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
        Seq2SeqEngine engine;
        try {
            engine = OnnxSeq2SeqEngine.open(
                    bundle, device, settings.threads(), tokenizers.target().vocabularySize());
        } catch (RuntimeException e) {
            tokenizers.close();
            throw e;
        }
        BundleTextModel model = new BundleTextModel(bundle, settings, tokenizers, engine);
        try {
            warm(model);
            return model;
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** The first call allocates arenas and packs weights; a recorded text is a text that this model can answer. */
    private static void warm(BundleTextModel model) {
        List<GoldenText> texts = GoldenText.read(model.bundle());
        model.answer(GoldenReplay.prepared(model, texts.subList(0, Math.min(WARM_UP_TEXTS, texts.size()))));
    }

    private static void requireSupported(Bundle bundle, EngineSettings settings) {
        requireAllowed(bundle, "beam_size", settings.beamSize(), "milena.beam.size");
        requireAllowed(
                bundle,
                "length_penalty",
                Double.parseDouble(Float.toString(settings.lengthPenalty())),
                "milena.length.penalty");
        requireAllowed(bundle, "return_attention", settings.alignment() ? 1 : 0, "alignment");
        int limit = bundle.manifest().limits().targetTokens();
        if (settings.maxNewTokens() > limit) {
            throw new BundleException(
                    "milena.max.new.tokens is " + settings.maxNewTokens() + "; bundle " + bundle + " emits at most "
                            + limit + " tokens. Lower the setting, or leave it at 0 for the bundle's default.");
        }
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
