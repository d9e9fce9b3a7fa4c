// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import dev.milena.api.Answer;
import dev.milena.api.ModelInfo;
import dev.milena.api.PreparedText;
import dev.milena.api.TextModel;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.TextsFailedException;
import dev.milena.attention.AlignmentPolicy;
import dev.milena.bundle.Bundle;
import dev.milena.bundle.BundleException;
import dev.milena.bundle.GoldenText;
import dev.milena.bundle.Manifest;
import dev.milena.engine.DecoderRow;
import dev.milena.engine.DecodingOptions;
import dev.milena.engine.EngineException;
import dev.milena.engine.Hypothesis;
import dev.milena.engine.Seq2SeqEngine;
import dev.milena.text.Detokenizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A text model over a bundle. {@link #prepare} and {@link #rebuild} from any thread; {@link #answer}, {@link #check} and
 * {@link #selfTest} from as many threads at a time as the settings' calls, and on CUDA always the same; {@link #close}
 * when no call runs.
 */
public final class BundleTextModel implements TextModel {
    private static final int CHECKED_TEXTS = 4;

    private final Bundle bundle;
    private final ModelInfo info;
    private final BundleTokenizers tokenizers;
    private final Supplier<? extends Seq2SeqEngine> engines;
    private final TextPreparation preparation;
    private final RowDecoding decoding;

    /** Null where a text is answered once. */
    private final @Nullable RowDecoding secondDecoding;

    private final AnswerAssembler assembler;
    private final int calls;
    private final int hypotheses;
    /** Its readers use the engine, its writer replaces it. */
    private final ReadWriteLock swap = new ReentrantReadWriteLock();

    private Seq2SeqEngine engine; // guarded by swap

    /**
     * Makes its first engine, and takes over the tokenizers: closing the model closes both.
     *
     * @param engines makes a new engine, now and after one broke
     */
    BundleTextModel(
            Bundle bundle,
            EngineSettings settings,
            BundleTokenizers tokenizers,
            Supplier<? extends Seq2SeqEngine> engines) {
        Manifest manifest = bundle.manifest();
        this.bundle = bundle;
        this.info = bundle.info();
        this.tokenizers = tokenizers;
        this.engines = engines;
        SearchSettings search = settings.search().of(manifest);
        this.preparation =
                new TextPreparation(manifest, tokenizers, settings.overflow(), maxNewTokens(manifest, search));
        this.decoding = new RowDecoding(preparation, settings.withSearch(search));
        SearchSettings second = settings.secondSearch();
        this.secondDecoding =
                second == null ? null : new RowDecoding(preparation, settings.withSearch(second.of(manifest)));
        Detokenizer detokenizer = new Detokenizer(
                tokenizers.target(),
                manifest.decode().skipIds(),
                manifest.decode().cleanUpSpaces(),
                manifest.decode().strip());
        AlignmentPolicy policy = new AlignmentPolicy(
                manifest.alignment().shift(),
                manifest.alignment().dropIds(),
                manifest.alignment().dropTemplate());
        this.assembler = new AnswerAssembler(
                detokenizer,
                policy,
                new UnknownTokens(
                        manifest.specialIds(), manifest.vocabularySizes().source()),
                search.lengthPenalty(),
                settings.attention());
        this.calls = settings.calls();
        this.hypotheses = search.beamSize();
        this.engine = engines.get();
    }

    private static int maxNewTokens(Manifest manifest, SearchSettings search) {
        Double bundles = manifest.input("max_new_tokens").defaultValue();
        int limit = manifest.limits().targetTokens();
        if (search.maxNewTokens() > 0) {
            return search.maxNewTokens();
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
    public int calls() {
        return calls;
    }

    @Override
    public int hypotheses() {
        return hypotheses;
    }

    @Override
    public boolean triesAgain() {
        return secondDecoding != null;
    }

    @Override
    public PreparedText prepare(TextRequest request) throws TextRefusedException {
        return preparation.prepare(request);
    }

    @Override
    public List<Answer> answer(List<PreparedText> batch) {
        List<List<Hypothesis>> hypotheses = found(batch);
        List<@Nullable Answer> answers = new ArrayList<>(batch.size());
        RuntimeException failure = null;
        for (int i = 0; i < batch.size(); i++) {
            try {
                answers.add(assemble(batch.get(i), sound(hypotheses.get(i))));
            } catch (RuntimeException e) {
                answers.add(null);
                failure = e;
            }
        }
        if (failure == null) {
            return Collections.unmodifiableList(answers);
        }
        throw answers.stream().allMatch(Objects::isNull) ? failure : new TextsFailedException(answers, failure);
    }

    private static List<Hypothesis> sound(List<Hypothesis> hypotheses) {
        if (hypotheses.isEmpty()) {
            throw new EngineException(
                    "the graph returned nonsense for a text; verify the bundle with `milena bundle verify`");
        }
        return hypotheses;
    }

    /** For each text, in order, what the search of the settings finds, best first. */
    List<List<Hypothesis>> decode(List<PreparedText> batch) {
        return allSound(found(batch));
    }

    private List<List<Hypothesis>> found(List<PreparedText> batch) {
        swap.readLock().lock();
        try {
            return secondDecoding == null ? decoding.decode(engine, batch) : found(batch, secondDecoding);
        } finally {
            swap.readLock().unlock();
        }
    }

    /** First and second tries in calls of their own: a search holds for all of a call. */
    private List<List<Hypothesis>> found(List<PreparedText> batch, RowDecoding second) {
        List<List<Hypothesis>> found = new ArrayList<>(Collections.nCopies(batch.size(), List.of()));
        List<Integer> firsts = places(batch, false);
        List<Integer> seconds = places(batch, true);
        find(batch, firsts, decoding, found);
        // a call has no more hypotheses than one of first tries would have
        int most = Math.max(1, seconds.size() * hypotheses / second.beamSize());
        for (int from = 0; from < seconds.size(); from += most) {
            find(batch, seconds.subList(from, Math.min(from + most, seconds.size())), second, found);
        }
        return found;
    }

    private static List<Integer> places(List<PreparedText> batch, boolean secondTries) {
        return IntStream.range(0, batch.size())
                .filter(i -> batch.get(i).isSecondTry() == secondTries)
                .boxed()
                .toList();
    }

    private void find(List<PreparedText> batch, List<Integer> places, RowDecoding with, List<List<Hypothesis>> found) {
        if (places.isEmpty()) {
            return;
        }
        List<List<Hypothesis>> some =
                with.decode(engine, places.stream().map(batch::get).toList());
        for (int i = 0; i < places.size(); i++) {
            found.set(places.get(i), some.get(i));
        }
    }

    /** For each text, in order, what a search finds whose options hold for all of them. */
    List<List<Hypothesis>> decode(List<PreparedText> batch, DecodingOptions with) {
        List<DecoderRow> rows =
                batch.stream().map(text -> preparation.row(text, new float[0])).toList();
        swap.readLock().lock();
        try {
            return allSound(engine.decode(rows, with));
        } finally {
            swap.readLock().unlock();
        }
    }

    private static List<List<Hypothesis>> allSound(List<List<Hypothesis>> decoded) {
        decoded.forEach(BundleTextModel::sound);
        return decoded;
    }

    Answer assemble(PreparedText text, List<Hypothesis> hypotheses) {
        return assembler.assemble(text, preparation.targetTemplate(text), hypotheses);
    }

    /** Answers recorded texts. The first call of an engine also allocates its arenas and packs its weights. */
    @Override
    public void check() {
        List<GoldenText> texts = GoldenText.read(bundle);
        answer(GoldenReplay.prepared(this, texts.subList(0, Math.min(CHECKED_TEXTS, texts.size()))));
    }

    @Override
    public void rebuild() {
        swap.writeLock().lock();
        try {
            Seq2SeqEngine broken = engine;
            engine = new MissingEngine(); // whatever happens next, nobody calls a closed native session
            broken.close();
            engine = engines.get();
        } finally {
            swap.writeLock().unlock();
        }
        check();
    }

    /** Holds the place of an engine that could not be made yet. */
    private static final class MissingEngine implements Seq2SeqEngine {
        @Override
        public List<List<Hypothesis>> decode(List<DecoderRow> rows, DecodingOptions options) {
            throw new EngineException("the engine broke and its successor could not be made yet");
        }

        @Override
        public void close() {
            // there is nothing to close
        }
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
        swap.writeLock().lock();
        try {
            engine.close();
        } finally {
            swap.writeLock().unlock();
        }
        tokenizers.close();
    }
}
