// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import dev.milena.api.TextModel;
import dev.milena.bundle.BundleException;
import dev.milena.engine.EngineException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Opens bundles with the settings of an application, the front door of the engine. {@link TextModels} opens them with
 * settings of a program's own.
 *
 * <pre>{@code
 * Models.builder(settings).addAll(Bundles.openAll(settings)).build()
 * }</pre>
 *
 * <p>Stateless, any thread.
 */
public final class Bundles {
    private Bundles() {}

    /**
     * Verifies, loads and warms a bundle; the caller closes it.
     *
     * @param folder the bundle's folder
     * @param settings settings as in a file, see {@link EngineSettings#from(Map)}
     * @throws IllegalArgumentException when a setting is invalid
     * @throws BundleException when the bundle must not be used, or does not support the settings
     * @throws EngineException when the device cannot be used or the graph fails
     */
    public static BundleTextModel open(Path folder, Map<String, ?> settings) {
        return TextModels.open(folder, EngineSettings.from(settings));
    }

    /**
     * Verifies, loads and warms every bundle of {@code milena.bundles}, in that order; the caller closes them. When one
     * fails, none stays open.
     *
     * @param settings settings as in a file, see {@link EngineSettings#from(Map)}
     * @throws IllegalArgumentException when a setting is invalid or {@code milena.bundles} is missing
     * @throws BundleException when one of them must not be used, or does not support the settings
     * @throws EngineException when the device cannot be used or a graph fails
     */
    public static List<TextModel> openAll(Map<String, ?> settings) {
        List<String> folders = new SettingValues(settings).list(EngineKeys.BUNDLES);
        EngineSettings engine = EngineSettings.from(settings);
        List<TextModel> models = new ArrayList<>();
        try {
            for (String folder : folders) {
                models.add(TextModels.open(Path.of(folder), engine));
            }
            return models;
        } catch (RuntimeException e) {
            models.forEach(TextModel::close);
            throw e;
        }
    }
}
