// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import dev.milena.bundle.Bundle;
import dev.milena.bundle.BundleException;
import java.nio.file.Path;

/** Opens text models. */
public final class TextModels {

    private TextModels() {}

    /**
     * Verifies, loads and warms a bundle.
     *
     * @param directory the bundle's folder
     * @throws BundleException when the bundle must not be used, or does not support the settings
     */
    public static BundleTextModel open(Path directory, EngineSettings settings) {
        return open(Bundle.open(directory), settings);
    }

    /**
     * Loads and warms a bundle that was verified.
     *
     * @throws BundleException when the bundle cannot be loaded, or does not support the settings
     */
    public static BundleTextModel open(Bundle bundle, EngineSettings settings) {
        return new BundleTextModel(bundle, settings);
    }
}
