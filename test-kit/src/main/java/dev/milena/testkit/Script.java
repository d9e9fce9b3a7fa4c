// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import dev.milena.api.Answer;
import dev.milena.api.FinishReason;
import dev.milena.api.PreparedText;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextRequest;
import dev.milena.api.TextsFailedException;
import dev.milena.api.Token;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a scripted model does with texts. Any thread. */
final class Script {
    /** Longer than any test waits, and short enough to be counted in nanoseconds. */
    static final Duration NEVER = Duration.ofDays(36_500);

    final Map<String, String> answers = new ConcurrentHashMap<>();
    final Map<String, String> secondAnswers = new ConcurrentHashMap<>();
    final AtomicInteger broken = new AtomicInteger();
    volatile Function<TextRequest, String> function = request -> "<" + request.text() + ">";
    volatile Predicate<String> fails = text -> false;
    volatile Predicate<String> failsByName = text -> false;
    volatile Predicate<String> hangs = text -> false;
    volatile Duration taking = Duration.ZERO;

    private final List<Refusing> refusals = new CopyOnWriteArrayList<>();
    private volatile float logProb = (float) Math.log(0.9);

    private record Refusing(Predicate<String> texts, RefusalCode code) {}

    void refuse(Predicate<String> texts, RefusalCode code) {
        refusals.add(0, new Refusing(texts, code));
    }

    @Nullable
    RefusalCode refusal(String text) {
        for (Refusing rule : refusals) {
            if (rule.texts().test(text)) {
                return rule.code();
            }
        }
        return null;
    }

    void confidence(double probability) {
        if (!(probability > 0 && probability <= 1)) {
            throw new IllegalArgumentException(
                    "The confidence is " + probability + "; it must be above 0 and at most 1");
        }
        logProb = (float) Math.log(probability);
    }

    Duration latency(List<PreparedText> batch) {
        return batch.stream().anyMatch(text -> hangs.test(text.request().text())) ? NEVER : taking;
    }

    List<Answer> answer(String model, List<PreparedText> batch) {
        if (broken.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IllegalStateException("The script of '" + model + "' breaks this call");
        }
        if (batch.stream().anyMatch(text -> fails.test(text.request().text()))) {
            throw new IllegalStateException("The script of '" + model + "' fails on a text of this call");
        }
        List<@Nullable Answer> all = new ArrayList<>();
        List<Answer> answered = new ArrayList<>();
        for (PreparedText text : batch) {
            if (failsByName.test(text.request().text())) {
                all.add(null);
            } else {
                Answer answer = answer(text);
                all.add(answer);
                answered.add(answer);
            }
        }
        if (answered.size() < batch.size()) {
            throw new TextsFailedException(
                    all, new IllegalStateException("The script of '" + model + "' fails on texts by name"));
        }
        return answered;
    }

    private Answer answer(PreparedText text) {
        List<Token> source = text.sourceTokens();
        String again = text.isSecondTry() ? secondAnswers.get(text.request().text()) : null;
        String whole = again == null ? output(text.request()) : again;
        List<Token> output = Words.tokens(whole);
        int most = Math.max(1, text.maxNewTokens() - 1);
        boolean cut = output.size() > most;
        if (cut) {
            output = output.subList(0, most);
            whole = whole.substring(0, output.get(most - 1).end());
        }
        return new Answer(
                whole,
                text.sourceLanguage(),
                text.targetLanguage(),
                logProb,
                logProb,
                0f,
                cut ? FinishReason.LENGTH_LIMIT : FinishReason.END_TOKEN,
                source.size(),
                text.sourceCut(),
                output.size() + 1,
                Words.alignment(source, output),
                text.request().targetText() != null,
                List.of(),
                Words.attention(source, output, logProb));
    }

    private String output(TextRequest request) {
        if (request.targetText() != null) {
            return request.targetText();
        }
        String fixed = answers.get(request.text());
        String output = fixed == null ? function.apply(request) : fixed;
        String prefix = request.targetPrefix();
        return prefix == null || output.startsWith(prefix) ? output : prefix + output;
    }
}
