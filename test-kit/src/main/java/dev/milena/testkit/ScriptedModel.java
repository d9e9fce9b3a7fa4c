// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import dev.milena.api.Answer;
import dev.milena.api.ModelInfo;
import dev.milena.api.PreparedText;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextModel;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A model that answers as its script says. Without one it answers {@code text} with {@code <text>}, has one token a word,
 * any language and any length.
 *
 * <pre>{@code
 * ScriptedModel model = ScriptedModel.named("en-de").from("en").into("de")
 *         .answering("good morning", "guten Morgen")
 *         .answering(text -> text.toUpperCase(Locale.ROOT))
 *         .failingOn("poison");
 * }</pre>
 *
 * <p>Its answers align word by word, the first with the first, and so does their attention. The script may be changed at
 * any time, also while a topology uses the model; the latest rule for a text wins. Any thread, though delays and hangs
 * need an {@link EnrichmentDriver}, on whose clock they pass.
 */
public final class ScriptedModel implements TextModel {
    private final String name;
    private final Script script = new Script();
    private final List<List<TextRequest>> calls = new CopyOnWriteArrayList<>();
    private volatile Profile profile = Profile.ANY;
    private volatile boolean closed;

    private ScriptedModel(String name) {
        this.name = name;
    }

    /** A model of that name. */
    public static ScriptedModel named(String name) {
        return new ScriptedModel(name);
    }

    /** Source languages, as BCP-47 tags; any unless set. */
    public ScriptedModel from(String... languages) {
        profile = profile.from(List.of(languages));
        return this;
    }

    /** Languages of its answers, as BCP-47 tags; any unless set. */
    public ScriptedModel into(String... languages) {
        profile = profile.into(List.of(languages));
        return this;
    }

    /** What it does: {@code translation} unless set. */
    public ScriptedModel task(String task) {
        profile = profile.task(task);
        return this;
    }

    /** Longest text in tokens, which are its words; a longer one is refused with {@code TOO_MANY_TOKENS}. */
    public ScriptedModel maxSourceTokens(int tokens) {
        profile = profile.maxSourceTokens(tokens);
        return this;
    }

    /** Longest answer in tokens, which are its words and an end token; a longer one is cut there. */
    public ScriptedModel maxNewTokens(int tokens) {
        profile = profile.maxNewTokens(tokens);
        return this;
    }

    /** The answer to one text. */
    public ScriptedModel answering(String text, String answer) {
        script.answers.put(text, answer);
        return this;
    }

    /** The answers to all texts that have none of their own. */
    public ScriptedModel answering(Function<String, String> answer) {
        return answeringRequests(request -> answer.apply(request.text()));
    }

    /** The answers to all texts that have none of their own, by all that was asked, such as the language. */
    public ScriptedModel answeringRequests(Function<TextRequest, String> answer) {
        script.function = answer;
        return this;
    }

    /**
     * The answer to one text when it is asked a second time, because the first answer was in doubt ({@code
     * milena.doubt.retry}). Until it is called the model has one way to answer, and is asked once.
     */
    public ScriptedModel answeringAgain(String text, String answer) {
        script.secondAnswers.put(text, answer);
        return this;
    }

    /** How sure it is of each answer, above 0 and at most 1; 0.9 unless set. */
    public ScriptedModel confidence(double probability) {
        script.confidence(probability);
        return this;
    }

    /** Fails every batch that holds this text, and the text alone: its batch is split until it stands alone. */
    public ScriptedModel failingOn(String text) {
        return failingOn(text::equals);
    }

    /** Fails every batch that holds such a text, and each of them alone. */
    public ScriptedModel failingOn(Predicate<String> texts) {
        script.fails = texts;
        return this;
    }

    /** Fails this text and names it ({@link dev.milena.api.TextsFailedException}); the others of its batch are answered. */
    public ScriptedModel namingFailureOf(String text) {
        return namingFailureOf(text::equals);
    }

    /** Fails such texts and names them; the others of their batch are answered. */
    public ScriptedModel namingFailureOf(Predicate<String> texts) {
        script.failsByName = texts;
        return this;
    }

    /**
     * Breaks so many of the next calls as a whole, whatever they hold. A text that is alone in a broken call takes the
     * blame and is refused with {@code ENGINE_FAILED}.
     */
    public ScriptedModel breakingNextCalls(int calls) {
        script.broken.set(calls);
        return this;
    }

    /** Refuses this text before it reaches a batch. */
    public ScriptedModel refusing(String text, RefusalCode code) {
        return refusing(text::equals, code);
    }

    /** Refuses such texts before they reach a batch. */
    public ScriptedModel refusing(Predicate<String> texts, RefusalCode code) {
        script.refuse(texts, code);
        return this;
    }

    /** How long each call takes on the clock of an {@link EnrichmentDriver}; no time unless set. */
    public ScriptedModel taking(Duration call) {
        script.taking = call;
        return this;
    }

    /** Never comes back from a call that holds this text, on the clock of an {@link EnrichmentDriver}. */
    public ScriptedModel hangingOn(String text) {
        return hangingOn(text::equals);
    }

    /** Never comes back from a call that holds such a text. To let it work again: {@code hangingOn(text -> false)}. */
    public ScriptedModel hangingOn(Predicate<String> texts) {
        script.hangs = texts;
        return this;
    }

    /** Sizes of the batches that it was called with, parts of split ones too. */
    public List<Integer> batches() {
        return calls.stream().map(List::size).toList();
    }

    /** The texts that it was called with, in order; a text of a split batch again with each of its parts. */
    public List<String> texts() {
        return requests().stream().map(TextRequest::text).toList();
    }

    /** What it was called with, in order, as {@link #texts()}. */
    public List<TextRequest> requests() {
        return calls.stream().flatMap(List::stream).toList();
    }

    /** Forgets which batches there were. */
    public void clearBatches() {
        calls.clear();
    }

    /** Whether it was closed for good; a driver that crashes leaves it open. */
    public boolean isClosed() {
        return closed;
    }

    @Override
    public ModelInfo info() {
        return profile.info(name);
    }

    @Override
    public boolean triesAgain() {
        return !script.secondAnswers.isEmpty();
    }

    @Override
    public PreparedText prepare(TextRequest request) throws TextRefusedException {
        RefusalCode code = script.refusal(request.text());
        if (code != null) {
            throw new TextRefusedException(code, "The script of '" + name + "' refuses this text");
        }
        return profile.prepare(name, request);
    }

    @Override
    public List<Answer> answer(List<PreparedText> batch) {
        calls.add(batch.stream().map(PreparedText::request).toList());
        return script.answer(name, batch);
    }

    /** How long a call takes on the driver's clock. */
    Duration latency(List<PreparedText> batch) {
        return script.latency(batch);
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public String toString() {
        return "ScriptedModel[" + name + "]";
    }
}
