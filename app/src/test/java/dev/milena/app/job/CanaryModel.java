// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.job;

import dev.milena.api.Answer;
import dev.milena.api.FinishReason;
import dev.milena.api.ModelInfo;
import dev.milena.api.PreparedText;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextModel;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.TextSpan;
import dev.milena.api.Token;
import dev.milena.api.WellFormedText;
import dev.milena.api.WordAlignment;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A model that goes wrong in the way a text's first word says, and whose every exception repeats the text. */
final class CanaryModel implements TextModel {
    private final Duration perBatch;
    private volatile @Nullable String broken;
    private final AtomicInteger rebuilds = new AtomicInteger();

    CanaryModel() {
        this(Duration.ZERO);
    }

    /** One that takes its time for each batch. */
    CanaryModel(Duration perBatch) {
        this.perBatch = perBatch;
    }

    @Override
    public ModelInfo info() {
        return new ModelInfo("canary", "1", "00".repeat(32), "translation", List.of("en"), List.of("de"), 100, 100);
    }

    @Override
    public PreparedText prepare(TextRequest request) throws TextRefusedException {
        String text = request.text();
        WellFormedText.check(text);
        if (request.sourceLanguage() != null) {
            throw new TextRefusedException(RefusalCode.UNKNOWN_LANGUAGE, "only en");
        }
        switch (firstWord(text)) {
            case "trip" -> throw new IllegalStateException(text, new IllegalArgumentException(text));
            case "assert" -> throw new AssertionError(text);
            case "overflow" -> throw new StackOverflowError(text);
            case "many" -> throw new TextRefusedException(RefusalCode.TOO_MANY_TOKENS, "too many");
            default -> {
                return new PreparedText(request, List.of(new Token(1, text, 0, text.length())), "en", "de", 10);
            }
        }
    }

    @Override
    public List<Answer> answer(List<PreparedText> batch) {
        LockSupport.parkNanos(perBatch.toNanos());
        for (PreparedText prepared : batch) {
            String text = prepared.request().text();
            switch (firstWord(text)) {
                case "poison" -> throw new IllegalStateException(text, new IllegalArgumentException(text));
                case "error" -> throw new AssertionError(text);
                case "break" -> {
                    broken = broken == null && rebuilds.get() == 0 ? text : broken;
                }
                default -> {
                    // answered below
                }
            }
            if (broken != null) {
                throw new IllegalStateException(broken);
            }
        }
        return batch.stream().map(prepared -> answer(prepared.request().text())).toList();
    }

    @Override
    public void check() {
        if (broken != null) {
            throw new IllegalStateException(broken);
        }
    }

    @Override
    public void rebuild() {
        if (rebuilds.getAndIncrement() == 0) {
            throw new IllegalStateException(broken);
        }
        broken = null;
    }

    private static Answer answer(String text) {
        List<TextSpan> whole = List.of(new TextSpan(0, text.length()));
        String output =
                switch (firstWord(text)) {
                    case "huge" -> letters(2_000_000);
                    case "endless" -> text + "UN".repeat(80);
                    default -> text;
                };
        float score = firstWord(text).equals("nan") ? Float.NaN : -1;
        return new Answer(
                output,
                "en",
                "de",
                score,
                score,
                0,
                FinishReason.END_TOKEN,
                1,
                1,
                new WordAlignment(whole, whole, List.of()),
                null);
    }

    /** Letters in no order, so that nothing is said twice. */
    private static String letters(int count) {
        return new Random(1)
                .ints(count, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Override
    public boolean triesAgain() {
        return true;
    }

    private static String firstWord(String text) {
        return text.split(" ", 2)[0];
    }

    @Override
    public void close() {
        // nothing to close
    }
}
