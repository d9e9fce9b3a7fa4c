// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import dev.milena.api.Answer;
import dev.milena.api.ModelInfo;
import dev.milena.api.PreparedText;
import dev.milena.api.TextModel;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.attention.AlignmentPolicy;
import dev.milena.bundle.Bundle;
import dev.milena.bundle.BundleException;
import dev.milena.bundle.GoldenText;
import dev.milena.bundle.Manifest;
import dev.milena.engine.DecoderRow;
import dev.milena.engine.DecodingOptions;
import dev.milena.engine.Hypothesis;
import dev.milena.engine.Seq2SeqEngine;
import dev.milena.text.Detokenizer;
import java.util.ArrayList;
import java.util.List;

/**
 * A text model over a bundle. {@link #prepare} from any thread; {@link #answer}, {@link #selfTest} and {@link #close}
 * one thread at a time, and on CUDA always the same.
 */
public final class BundleTextModel implements TextModel {
    private final Bundle bundle;
    private final ModelInfo info;
    private final BundleTokenizers tokenizers;
    private final Seq2SeqEngine engine;
    private final DecodingOptions options;
    private final TextPreparation preparation;
    private final AnswerAssembler assembler;

    /** Takes over engine and tokenizers: closing the model closes them. */
    BundleTextModel(Bundle bundle, EngineSettings settings, BundleTokenizers tokenizers, Seq2SeqEngine engine) {
        Manifest manifest = bundle.manifest();
        this.bundle = bundle;
        this.info = bundle.info();
        this.tokenizers = tokenizers;
        this.engine = engine;
        this.options = new DecodingOptions(settings.beamSize(), 1, settings.lengthPenalty(), settings.alignment());
        this.preparation = new TextPreparation(manifest, tokenizers.source(), maxNewTokens(manifest, settings));
        Detokenizer detokenizer = new Detokenizer(
                tokenizers.target(),
                manifest.decode().skipIds(),
                manifest.decode().cleanUpSpaces(),
                manifest.decode().strip());
        AlignmentPolicy policy = new AlignmentPolicy(
                manifest.alignment().shift(),
                manifest.alignment().dropIds(),
                manifest.alignment().dropTemplate());
        this.assembler = new AnswerAssembler(detokenizer, policy, settings.attention());
    }

    private static int maxNewTokens(Manifest manifest, EngineSettings settings) {
        Double bundles = manifest.input("max_new_tokens").defaultValue();
        int limit = manifest.limits().targetTokens();
        if (settings.maxNewTokens() > 0) {
            return settings.maxNewTokens();
        }
        return bundles == null ? limit : Math.min(limit, bundles.intValue());
    }

    /** The bundle that this model runs. Any thread. */
    public Bundle bundle() {
        return bundle;
    }

    @Override
    public ModelInfo info() {
        return info;
    }

    @Override
    public PreparedText prepare(TextRequest request) throws TextRefusedException {
        return preparation.prepare(request);
    }

    @Override
    public List<Answer> answer(List<PreparedText> batch) {
        return answer(batch, options);
    }

    List<Answer> answer(List<PreparedText> batch, DecodingOptions with) {
        List<List<Hypothesis>> hypotheses = decode(batch, with);
        List<Answer> answers = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            answers.add(assembler.assemble(batch.get(i), hypotheses.get(i).get(0)));
        }
        return List.copyOf(answers);
    }

    List<List<Hypothesis>> decode(List<PreparedText> batch, DecodingOptions with) {
        List<DecoderRow> rows = batch.stream().map(preparation::row).toList();
        return engine.decode(rows, with);
    }

    Answer assemble(PreparedText text, Hypothesis hypothesis) {
        return assembler.assemble(text, hypothesis);
    }

    /**
     * Replays the answers recorded in the bundle, in batches. The engine's thread, as {@link #answer}.
     *
     * @throws BundleException when the golden file cannot be read
     */
    public GoldenReport selfTest() {
        return new GoldenReplay(this).run(GoldenText.read(bundle));
    }

    @Override
    public void close() {
        engine.close();
        tokenizers.close();
    }
}
