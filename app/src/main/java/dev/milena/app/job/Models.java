// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.job;

import dev.milena.api.TextModel;
import dev.milena.config.MilenaConfig;
import dev.milena.model.EngineSettings;
import dev.milena.model.TextModels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opens the bundles that settings name. Stateless, any thread. */
public final class Models {

    private Models() {}

    /** How the engine is run with these settings. */
    public static EngineSettings engineSettings(MilenaConfig config) {
        EngineSettings settings = new EngineSettings(
                config.getString(MilenaConfig.ENGINE_DEVICE_CONFIG),
                config.getInt(MilenaConfig.ENGINE_THREADS_CONFIG),
                config.getInt(MilenaConfig.BEAM_SIZE_CONFIG),
                config.getDouble(MilenaConfig.LENGTH_PENALTY_CONFIG).floatValue(),
                config.getInt(MilenaConfig.MAX_NEW_TOKENS_CONFIG),
                true,
                config.getBoolean(MilenaConfig.ATTENTION_ENABLED_CONFIG));
        return withControls(
                settings,
                config.getInt(MilenaConfig.MIN_NEW_TOKENS_CONFIG),
                config.getDouble(MilenaConfig.REPETITION_PENALTY_CONFIG),
                config.getInt(MilenaConfig.NO_REPEAT_NGRAM_SIZE_CONFIG));
    }

    /**
     * Adds what steers the search.
     *
     * @param minNewTokens shortest answer in tokens, or -1 for the bundle's own
     * @param repetitionPenalty 1 for none, or 0 for the bundle's own
     * @param noRepeatNgramSize length of a run of tokens that must not come again, 0 for any, or -1 for the bundle's own
     */
    public static EngineSettings withControls(
            EngineSettings settings, int minNewTokens, double repetitionPenalty, int noRepeatNgramSize) {
        EngineSettings controlled = settings;
        if (minNewTokens >= 0) {
            controlled = controlled.withControl("min_new_tokens", minNewTokens);
        }
        if (repetitionPenalty != 0) {
            controlled = controlled.withControl("repetition_penalty", repetitionPenalty);
        }
        if (noRepeatNgramSize >= 0) {
            controlled = controlled.withControl("no_repeat_ngram_size", noRepeatNgramSize);
        }
        return controlled;
    }

    /**
     * Verifies, loads and warms every bundle, the default one first. The caller closes the models.
     *
     * @throws dev.milena.bundle.BundleException when one of them must not be used; none stays open
     */
    public static List<TextModel> open(MilenaConfig config) {
        List<TextModel> models = new ArrayList<>();
        try {
            for (Path folder : config.bundles()) {
                models.add(TextModels.open(folder, engineSettings(config)));
            }
            return models;
        } catch (RuntimeException e) {
            models.forEach(TextModel::close);
            throw e;
        }
    }
}
