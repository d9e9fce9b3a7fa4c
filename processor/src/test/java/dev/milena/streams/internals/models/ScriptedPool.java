// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.models;

import dev.milena.api.EnrichmentObserver;
import dev.milena.streams.internals.flow.Backlog;
import dev.milena.streams.internals.flow.SteppedPace;
import dev.milena.streams.internals.supervision.CallWatch;
import dev.milena.streams.internals.supervision.CrashJournal;
import dev.milena.streams.stepping.Stepping;
import dev.milena.streams.tracing.RecordTracer;
import dev.milena.testing.FakeTextModel;
import dev.milena.testing.ScriptedBatcher;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A pool in which the test decides what is finished when. */
public final class ScriptedPool {
    private ScriptedPool() {}

    /** One model behind a scripted batcher, on a stepped clock. */
    public static ModelPool of(
            FakeTextModel model, ScriptedBatcher batcher, EnrichmentObserver observer, CrashJournal journal) {
        Map<String, PooledModel> models =
                new LinkedHashMap<>(Map.of(model.info().name(), new PooledModel(model, batcher, journal)));
        return new ModelPool(
                models,
                observer,
                RecordTracer.NONE,
                new SteppedPace(),
                Backlog.unbounded(),
                Stepping.PLAIN,
                CallWatch.none(),
                List.of());
    }
}
