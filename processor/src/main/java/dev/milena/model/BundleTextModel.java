// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import dev.milena.api.Answer;
import dev.milena.api.ModelInfo;
import dev.milena.api.PreparedText;
import dev.milena.api.TextModel;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.bundle.Bundle;
import java.util.List;

/** A text model over a bundle. */
public final class BundleTextModel implements TextModel {
    private final Bundle bundle;

    BundleTextModel(Bundle bundle, EngineSettings settings) {
        this.bundle = bundle;
    }

    /** The bundle that this model runs. Any thread. */
    public Bundle bundle() {
        return bundle;
    }

    @Override
    public ModelInfo info() {
        return bundle.info();
    }

    @Override
    public PreparedText prepare(TextRequest request) throws TextRefusedException {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Answer> answer(List<PreparedText> batch) {
        throw new UnsupportedOperationException();
    }

    /**
     * Replays the answers recorded in the bundle. One thread at a time, as {@link #answer}.
     */
    public GoldenReport selfTest() {
        return new GoldenReport(0, 0, bundle.manifest().golden().tolerance(), 0, List.of());
    }

    @Override
    public void close() {}
}
