// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.job;

import dev.milena.api.TextModel;
import dev.milena.config.MilenaConfig;
import dev.milena.engine.GpuMemory;
import dev.milena.model.EngineSettings;
import dev.milena.model.Sampling;
import dev.milena.model.SearchSettings;
import dev.milena.model.TextModels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Opens the bundles that settings name. Stateless, any thread. */
public final class Models {

    private Models() {}

    /** How the engine is run with these settings. */
    public static EngineSettings engineSettings(MilenaConfig config) {
        SearchSettings search = new SearchSettings(
                config.getInt(MilenaConfig.BEAM_SIZE_CONFIG),
                config.getInt(MilenaConfig.NUM_HYPOTHESES_CONFIG),
                config.getDouble(MilenaConfig.LENGTH_PENALTY_CONFIG).floatValue(),
                config.getInt(MilenaConfig.MAX_NEW_TOKENS_CONFIG),
                config.getBoolean(MilenaConfig.SAMPLING_ENABLED_CONFIG) ? sampling(config) : null,
                controls(
                        config.getInt(MilenaConfig.MIN_NEW_TOKENS_CONFIG),
                        config.getDouble(MilenaConfig.REPETITION_PENALTY_CONFIG),
                        config.getInt(MilenaConfig.NO_REPEAT_NGRAM_SIZE_CONFIG)));
        return new EngineSettings(
                config.getString(MilenaConfig.ENGINE_DEVICE_CONFIG),
                new GpuMemory(
                        config.getInt(MilenaConfig.ENGINE_GPU_MEMORY_LIMIT_MB_CONFIG),
                        config.getString(MilenaConfig.ENGINE_GPU_MEMORY_GROWTH_CONFIG)
                                .equals(MilenaConfig.GPU_MEMORY_DOUBLING)),
                config.getInt(MilenaConfig.ENGINE_THREADS_CONFIG),
                config.engineCalls(),
                true,
                config.getBoolean(MilenaConfig.ATTENTION_ENABLED_CONFIG),
                config.textOverflow(),
                search);
    }

    private static Sampling sampling(MilenaConfig config) {
        return new Sampling(
                config.getDouble(MilenaConfig.SAMPLING_TEMPERATURE_CONFIG),
                config.getInt(MilenaConfig.SAMPLING_TOP_K_CONFIG),
                config.getDouble(MilenaConfig.SAMPLING_TOP_P_CONFIG),
                config.getLong(MilenaConfig.SAMPLING_SEED_CONFIG));
    }

    /**
     * What steers the search, where it differs from the bundle's own.
     *
     * @param minNewTokens shortest answer in tokens, or -1 for the bundle's own
     * @param repetitionPenalty 1 for none, or 0 for the bundle's own
     * @param noRepeatNgramSize length of a run of tokens that must not come again, 0 for any, or -1 for the bundle's own
     */
    public static Map<String, Double> controls(int minNewTokens, double repetitionPenalty, int noRepeatNgramSize) {
        Map<String, Double> controls = new HashMap<>();
        if (minNewTokens >= 0) {
            controls.put("min_new_tokens", (double) minNewTokens);
        }
        if (repetitionPenalty != 0) {
            controls.put("repetition_penalty", repetitionPenalty);
        }
        if (noRepeatNgramSize >= 0) {
            controls.put("no_repeat_ngram_size", (double) noRepeatNgramSize);
        }
        return controls;
    }

    /**
     * Verifies, loads and warms every bundle, in the order of the setting. The caller closes the models.
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
