// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import dev.milena.api.PreparedText;
import dev.milena.engine.DecoderRow;
import dev.milena.engine.DecodingOptions;
import dev.milena.engine.Hypothesis;
import dev.milena.engine.Seq2SeqEngine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decodes texts by the search of the settings. What a text may want of its own (how its answer starts, a target to judge,
 * its numbers to draw by) goes with its row, so that texts that want different things share one native call. Immutable,
 * any thread.
 */
final class RowDecoding {
    private final TextPreparation preparation;
    private final @Nullable Sampling sampling;
    private final DecodingOptions options;

    RowDecoding(TextPreparation preparation, EngineSettings settings) {
        SearchSettings search = settings.search();
        this.preparation = preparation;
        this.sampling = search.sampling();
        this.options = new DecodingOptions(
                search.beamSize(),
                search.hypotheses(),
                search.lengthPenalty(),
                search.sampling() != null,
                settings.alignment(),
                controls(search));
    }

    private static Map<String, Double> controls(SearchSettings search) {
        Map<String, Double> controls = new HashMap<>(search.controls());
        Sampling sampling = search.sampling();
        if (sampling != null) {
            controls.put("temperature", sampling.temperature());
            controls.put("top_k", (double) sampling.topK());
            controls.put("top_p", sampling.topP());
        }
        return controls;
    }

    int beamSize() {
        return options.beamSize();
    }

    /** For each text, in order, its hypotheses, best first; a target that is judged is the only one. */
    List<List<Hypothesis>> decode(Seq2SeqEngine engine, List<PreparedText> batch) {
        List<DecoderRow> rows = batch.stream()
                .map(text -> preparation.row(text, uniforms(text)))
                .toList();
        return engine.decode(rows, options);
    }

    private float[] uniforms(PreparedText text) {
        return sampling == null
                ? new float[0]
                : sampling.uniforms(text.request().identity(), text.maxNewTokens());
    }
}
