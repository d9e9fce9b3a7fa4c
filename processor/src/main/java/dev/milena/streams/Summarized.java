// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams;

import dev.milena.api.Answer;
import dev.milena.api.ModelInfo;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.streams.internals.windows.CollectorSupplier;
import dev.milena.streams.internals.windows.TellingSupplier;
import dev.milena.streams.internals.windows.Told;
import dev.milena.streams.internals.windows.WindowSpec;
import dev.milena.streams.record.AnsweredRecord;
import dev.milena.streams.record.Refusal;
import dev.milena.streams.record.TextAttention;
import dev.milena.streams.record.TextResult;
import dev.milena.streams.windows.SummaryMerger;
import dev.milena.streams.windows.TextWindow;
import dev.milena.streams.windows.WindowSummary;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.jspecify.annotations.Nullable;

/**
 * What comes out of {@link Summaries}. Each call of {@code summaries} adds a stream. While a topology is built, one thread.
 *
 * @param <K> type of keys
 * @param <V> type of values that went in
 */
public final class Summarized<K, V> {
    private final WindowSpec<K, V> spec;
    private final Enriched<K, TextWindow> enriched;
    private final CollectorSupplier<K, V> collector;
    private final KStream<K, Object> forwarded;
    private @Nullable KStream<K, Refusal<TextWindow>> refusals;
    private @Nullable KStream<K, Refusal<V>> rejected;

    Summarized(
            WindowSpec<K, V> spec,
            CollectorSupplier<K, V> collector,
            Enriched<K, TextWindow> enriched,
            KStream<K, Object> forwarded) {
        this.spec = spec;
        this.collector = collector;
        this.enriched = enriched;
        this.forwarded = forwarded;
        enriched.answers((AnsweredRecord<K, TextWindow> record) -> told(record))
                .process(
                        new TellingSupplier<>(spec, Function.identity()),
                        Named.as(spec.name() + "-told"),
                        spec.store());
    }

    /**
     * Each window with what became of it, early updates and final ones, also of windows that hold nothing readable. The
     * function may not return null; what it throws costs its window ({@code MERGE_FAILED}) and no other.
     */
    public <R> KStream<K, R> summaries(Function<WindowSummary<K>, ? extends R> merge) {
        Objects.requireNonNull(merge, "the function that makes the output of a window");
        collector.summariesAreRead();
        return enriched.flatAnswers(record -> {
            @Nullable R made = merge.apply(summary(record));
            if (made == null) {
                throw new TextRefusedException(
                        RefusalCode.MERGE_FAILED,
                        "The function of summaries(...) of '" + spec.name()
                                + "' returned null; let it make an output of every window, also of one that holds nothing"
                                + " readable, or give flatSummaries(...) one that makes none");
            }
            return List.of(made);
        });
    }

    /** Each window with what became of it, as none, one or several outputs. */
    public <R> KStream<K, R> flatSummaries(SummaryMerger<K, R> merger) {
        Objects.requireNonNull(merger, "the function that makes the outputs of a window");
        collector.summariesAreRead();
        return enriched.flatAnswers(record -> merger.merge(summary(record)));
    }

    /** How the tokens of each summary looked at the tokens of its window's text, where a model says so. */
    public KStream<K, TextAttention> attention() {
        return enriched.attention();
    }

    /** The windows that a model could not summarize, and why. The same stream each time. */
    public KStream<K, Refusal<TextWindow>> refusals() {
        if (refusals == null) {
            refusals = enriched.refusals()
                    .process(
                            new TellingSupplier<>(spec, refusal -> told(refusal.value(), null)),
                            Named.as(spec.name() + "-refused"),
                            spec.store());
        }
        return refusals;
    }

    /**
     * The records that are in no window, and why: late ones ({@code LATE}), those without a key, those with a timestamp far ahead
     * of the clock; and those that are in one without their text, since it cannot be read. The same stream each time.
     */
    public KStream<K, Refusal<V>> rejected() {
        if (rejected == null) {
            collector.rejectedAreRead();
            rejected = Summaries.behind(forwarded, spec.rejectedNode());
        }
        return rejected;
    }

    private static <K> Told told(AnsweredRecord<K, TextWindow> record) {
        return told(
                record.value(),
                record.answers().isEmpty() ? null : record.answers().get(0));
    }

    private static Told told(@Nullable TextWindow asked, @Nullable Answer answer) {
        TextWindow window = Objects.requireNonNull(asked);
        return new Told(
                window.start(),
                window.edition(),
                window.end(),
                answer == null || !window.isFinal() ? null : answer.text());
    }

    private static <K> WindowSummary<K> summary(AnsweredRecord<K, TextWindow> record) {
        @Nullable ModelInfo model = null;
        @Nullable Answer answer = null;
        for (TextResult result : record.results()) { // one, or none
            if (result instanceof TextResult.Answered answered) {
                model = answered.model();
                answer = answered.answer();
            }
        }
        return new WindowSummary<>(
                Objects.requireNonNull(record.key()),
                Objects.requireNonNull(record.value()),
                model,
                answer,
                record.timestamp(),
                record.headers());
    }
}
