// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos.job;

import dev.milena.api.Answer;
import dev.milena.api.FinishReason;
import dev.milena.api.ModelInfo;
import dev.milena.api.PreparedText;
import dev.milena.api.TextModel;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.TextSpan;
import dev.milena.api.TextsFailedException;
import dev.milena.api.Token;
import dev.milena.api.TokenAttention;
import dev.milena.api.WellFormedText;
import dev.milena.api.WordAlignment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The test engine: takes the time of a model and answers with a pure function of the text, which a verifier can compute
 * too. Fails on texts that start with {@value #POISON}; never comes back from one that starts with {@value #HANG}. Any
 * thread.
 */
public final class SimulatedModel implements TextModel {
    /** What a text starts with that it fails on. */
    public static final String POISON = "poison";
    /** What a text starts with that it never comes back from. */
    public static final String HANG = "hang";

    private static final int MAX_TOKENS = 512;
    private static final ModelInfo TRANSLATION = info("simulated", "translation", List.of("en"), List.of("de"));
    private static final ModelInfo SUMMARIZATION = info("simulated-summary", "summarization", List.of(), List.of());
    private final ModelInfo info;
    private final EngineTime time;
    private final Failing failing;
    private final int leakBytes;
    private final List<ByteBuffer> leaked = new ArrayList<>(); // guarded by this

    /** How a batch with poison fails. */
    public enum Failing {
        /** Before any work, as ONNX Runtime refuses an id that is out of range. */
        AT_ONCE,
        /** After all the work, and nobody says which text it was. */
        SLOWLY,
        /** After all the work, naming the texts, as a model does that returns no numbers for them. */
        NAMED
    }

    /** One that takes no time and leaks nothing. */
    public SimulatedModel() {
        this(EngineTime.ofBatch(0), Failing.AT_ONCE, 0);
    }

    /**
     * @param time how long a batch takes
     * @param failing how a batch with poison fails
     * @param leakBytes direct memory that each batch takes and never gives back, the control of a soak
     */
    public SimulatedModel(EngineTime time, Failing failing, int leakBytes) {
        this(TRANSLATION, time, failing, leakBytes);
    }

    private SimulatedModel(ModelInfo info, EngineTime time, Failing failing, int leakBytes) {
        this.info = info;
        this.time = time;
        this.failing = failing;
        this.leakBytes = leakBytes;
    }

    private static ModelInfo info(String name, String task, List<String> sources, List<String> targets) {
        return new ModelInfo(name, "1", "0".repeat(64), task, sources, targets, MAX_TOKENS, MAX_TOKENS);
    }

    /** Another one of the same behaviour, which summarizes. */
    public SimulatedModel summarizing() {
        return new SimulatedModel(SUMMARIZATION, time, failing, leakBytes);
    }

    /** What a text becomes: reversed, with its length, so that no two texts share an answer. */
    public static String answerTo(String text) {
        return text.length() + ":" + new StringBuilder(text).reverse();
    }

    @Override
    public ModelInfo info() {
        return info;
    }

    @Override
    public PreparedText prepare(TextRequest request) throws TextRefusedException {
        WellFormedText.check(request.text());
        List<Token> tokens = new ArrayList<>();
        int start = 0;
        for (String word : request.text().split(" ", -1)) {
            tokens.add(new Token(word.length(), word, start, start + word.length()));
            start += word.length() + 1;
        }
        return new PreparedText(request, tokens, "en", "de", MAX_TOKENS);
    }

    @Override
    public int calls() {
        return EngineTime.CALLS;
    }

    @Override
    public List<Answer> answer(List<PreparedText> batch) {
        if (batch.stream().anyMatch(SimulatedModel::isPoison)) {
            throw failure(batch);
        }
        leak();
        pause(batch.size());
        return batch.stream().map(SimulatedModel::answer).toList();
    }

    private static boolean isPoison(PreparedText text) {
        return text.request().text().startsWith(POISON);
    }

    private RuntimeException failure(List<PreparedText> batch) {
        RuntimeException failure = new IllegalStateException("the test engine fails on this text, as it should");
        if (failing != Failing.AT_ONCE) {
            pause(batch.size());
        }
        if (failing != Failing.NAMED || batch.stream().allMatch(SimulatedModel::isPoison)) {
            return failure;
        }
        List<@Nullable Answer> answers = new ArrayList<>();
        batch.forEach(text -> answers.add(isPoison(text) ? null : answer(text)));
        return new TextsFailedException(answers, failure);
    }

    private synchronized void leak() {
        if (leakBytes > 0) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(leakBytes);
            for (int i = 0; i < leakBytes; i += 1_024) {
                buffer.put(i, (byte) 1); // what is never touched is not resident
            }
            leaked.add(buffer);
        }
    }

    private void pause(int texts) {
        long end = System.nanoTime() + time.nanos(texts, ThreadLocalRandom.current());
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static Answer answer(PreparedText text) {
        String source = text.request().text();
        while (source.startsWith(HANG)) {
            LockSupport.park();
        }
        String output = answerTo(source);
        int tokens = text.sourceTokens().size();
        WordAlignment words = new WordAlignment(
                List.of(new TextSpan(0, source.length())), List.of(new TextSpan(0, output.length())), List.of());
        TokenAttention attention = new TokenAttention(
                text.sourceTokens(),
                List.of(Token.special(0, "</s>")),
                new float[] {-0.1f},
                new float[tokens],
                new float[1],
                false);
        return new Answer(output, "en", "de", -0.1f, -0.1f, 0f, FinishReason.END_TOKEN, tokens, 1, words, attention);
    }

    /** Answers a text of its own, which takes the time of one. */
    @Override
    public void check() {
        pause(1);
    }

    @Override
    public void close() {
        // holds nothing
    }
}
