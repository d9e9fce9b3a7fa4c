// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams;

import dev.milena.api.EnrichmentObserver;
import dev.milena.streams.config.StageConfig;
import dev.milena.streams.internals.models.ScriptedPool;
import dev.milena.streams.internals.supervision.CrashJournal;
import dev.milena.testing.FakeTextModel;
import dev.milena.testing.ScriptedBatcher;
import java.util.Map;

/** Models of which the test decides what is finished when. */
public final class ScriptedModels {
    private ScriptedModels() {}

    /** One model behind a scripted batcher, on a stepped clock. */
    public static Models of(
            Map<String, ?> settings,
            FakeTextModel model,
            ScriptedBatcher batcher,
            EnrichmentObserver observer,
            CrashJournal journal) {
        return new Models(
                ScriptedPool.of(model, batcher, observer, journal),
                StageConfig.of(settings),
                StageConfig.own(settings));
    }
}
