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
        return new EngineSettings(
                config.getString(MilenaConfig.ENGINE_DEVICE_CONFIG),
                config.getInt(MilenaConfig.ENGINE_THREADS_CONFIG),
                config.getInt(MilenaConfig.BEAM_SIZE_CONFIG),
                config.getDouble(MilenaConfig.LENGTH_PENALTY_CONFIG).floatValue(),
                config.getInt(MilenaConfig.MAX_NEW_TOKENS_CONFIG),
                true,
                config.getBoolean(MilenaConfig.ATTENTION_ENABLED_CONFIG));
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
