// SPDX-License-Identifier: Apache-2.0
package dev.milena.testing;

import dev.milena.api.AlignmentLink;
import dev.milena.api.Alternative;
import dev.milena.api.Answer;
import dev.milena.api.FinishReason;
import dev.milena.api.ModelInfo;
import dev.milena.api.PreparedText;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextModel;
import dev.milena.api.TextOverflow;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.TextSpan;
import dev.milena.api.Token;
import dev.milena.api.TokenAttention;
import dev.milena.api.UnknownPieces;
import dev.milena.api.WellFormedText;
import dev.milena.api.WordAlignment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A model that answers {@code text} with {@code <text>}, one token a word, and can be told to be slow, to fail on texts
 * with the word {@value #POISON}, to answer {@value #HUGE} with very much, to take the process down with
 * {@value #HALT}, never to come back from {@value #HANG}, to have an alternative to {@value #MANY}, to find no end to
 * texts with {@value #ENDLESS}, nor the second time where they have {@value #TWICE}, and to lack a text of its own, {@value #STRANGE}, in its vocabulary. Any thread.
 */
public final class FakeTextModel implements TextModel {
    public static final String POISON = "poison";
    public static final String HUGE = "huge";
    public static final String TRIP = "trip";
    public static final String HALT = "halt";
    public static final String HANG = "hang";
    public static final String MANY = "many";
    public static final String STRANGE = "strange";
    public static final String ENDLESS = "endless";
    public static final String TWICE = "twice";
    public static final int MAX_SOURCE_TOKENS = 50;

    private final ModelInfo info;
    private final Duration perBatch;
    private final TextOverflow overflow;
    private final List<Integer> batchSizes = new CopyOnWriteArrayList<>();
    private final List<TextRequest> requests = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    public FakeTextModel(String name) {
        this(name, Duration.ZERO);
    }

    public FakeTextModel(String name, TextOverflow overflow) {
        this(name, Duration.ZERO, overflow);
    }

    public FakeTextModel(String name, Duration perBatch) {
        this(name, perBatch, TextOverflow.REFUSE);
    }

    /** One that is something else. */
    public FakeTextModel(ModelInfo info) {
        this(info, Duration.ZERO, TextOverflow.REFUSE);
    }

    private FakeTextModel(String name, Duration perBatch, TextOverflow overflow) {
        this(
                new ModelInfo(
                        name, "1", "ab".repeat(32), "translation", List.of("en"), List.of("de"), MAX_SOURCE_TOKENS, 50),
                perBatch,
                overflow);
    }

    private FakeTextModel(ModelInfo info, Duration perBatch, TextOverflow overflow) {
        this.info = info;
        this.perBatch = perBatch;
        this.overflow = overflow;
    }

    /** What this model makes of a text. */
    public static String answerTo(String text) {
        return "<" + text + ">";
    }

    /** Sizes of the batches that ran, the bisected ones too. */
    public List<Integer> batchSizes() {
        return batchSizes;
    }

    /** What was asked for, in order. */
    public List<TextRequest> requests() {
        return requests;
    }

    public boolean closed() {
        return closed;
    }

    @Override
    public ModelInfo info() {
        return info;
    }

    @Override
    public boolean triesAgain() {
        return true;
    }

    @Override
    public PreparedText prepare(TextRequest request) throws TextRefusedException {
        requests.add(request);
        WellFormedText.check(request.text());
        language(request.sourceLanguage(), "en");
        language(request.targetLanguage(), "de");
        if (request.text().contains(TRIP)) {
            throw new IllegalStateException("tripped over " + request.text());
        }
        List<Token> tokens = tokens(request.text());
        if (tokens.size() > MAX_SOURCE_TOKENS && overflow == TextOverflow.CUT) {
            List<Token> kept = tokens.subList(0, MAX_SOURCE_TOKENS);
            return new PreparedText(request, kept, kept.get(kept.size() - 1).end(), "en", "de", List.of(), 50);
        }
        if (tokens.size() > MAX_SOURCE_TOKENS) {
            throw new TextRefusedException(
                    RefusalCode.TOO_MANY_TOKENS, tokens.size() + " tokens, at most " + MAX_SOURCE_TOKENS);
        }
        return new PreparedText(request, tokens, "en", "de", 50);
    }

    @Override
    public List<Answer> answer(List<PreparedText> batch) {
        batchSizes.add(batch.size());
        if (!perBatch.isZero()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(perBatch.toMillis()));
        }
        List<Answer> answers = new ArrayList<>();
        for (PreparedText text : batch) {
            if (text.request().text().contains(HALT)) {
                Runtime.getRuntime().halt(134); // what a process that aborts in native code leaves behind: nothing
            }
            if (text.request().text().contains(HANG)) {
                hang();
            }
            if (text.request().text().contains(POISON)) {
                throw new IllegalStateException("the text was " + text.request().text());
            }
            answers.add(answer(text));
        }
        return answers;
    }

    @Override
    public void close() {
        closed = true;
    }

    /** As a native call that never comes back: nothing ends it. */
    private static void hang() {
        while (true) {
            LockSupport.park();
        }
    }

    private static void language(@Nullable String asked, String only) throws TextRefusedException {
        if (asked != null && !asked.equals(only)) {
            throw new TextRefusedException(RefusalCode.UNKNOWN_LANGUAGE, "only " + only);
        }
    }

    private static Answer answer(PreparedText text) {
        String source = text.readText();
        String output = source.equals(HUGE)
                ? "x".repeat(2_000_000)
                : answerTo(source) + (source.contains(ENDLESS) ? endless(text) : "");
        int tokens = text.sourceTokens().size();
        WordAlignment words = new WordAlignment(
                List.of(new TextSpan(0, source.length())),
                List.of(new TextSpan(0, output.length())),
                List.of(new AlignmentLink(0, 0, 1f)));
        TokenAttention attention = new TokenAttention(
                text.sourceTokens(),
                List.of(new Token(7, output.substring(0, 1), 0, 1), Token.special(0, "</s>")),
                new float[] {-0.5f, -0.1f},
                new float[2 * tokens],
                new float[2],
                false);
        return new Answer(
                output,
                "en",
                "de",
                -0.3f,
                -0.3f,
                0.2f,
                FinishReason.END_TOKEN,
                tokens,
                text.sourceCut(),
                2,
                words,
                text.request().targetText() != null,
                source.contains(MANY)
                        ? List.of(new Alternative("other", -0.9f, -0.4f, 0.1f, FinishReason.LENGTH_LIMIT, 3))
                        : List.of(),
                attention,
                source.equals(STRANGE)
                        ? new UnknownPieces(List.of(new TextSpan(0, source.length())), 1)
                        : UnknownPieces.NONE);
    }

    private static String endless(PreparedText text) {
        if (!text.isSecondTry()) {
            return "UN".concat("N".repeat(60));
        }
        return text.request().text().contains(TWICE) ? "UM".concat("M".repeat(60)) : "";
    }

    private static List<Token> tokens(String text) {
        List<Token> tokens = new ArrayList<>();
        int start = 0;
        for (String word : text.split(" ", -1)) {
            tokens.add(new Token(word.length(), word, start, start + word.length()));
            start += word.length() + 1;
        }
        return tokens;
    }
}
