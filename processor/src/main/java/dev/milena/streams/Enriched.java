// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams;

import dev.milena.api.Answer;
import dev.milena.streams.internals.stage.Outputs;
import dev.milena.streams.record.AnswerMerger;
import dev.milena.streams.record.AnsweredRecord;
import dev.milena.streams.record.Refusal;
import dev.milena.streams.record.TextAttention;
import dev.milena.streams.record.TextResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * What comes out of an {@link Enrichment}. Each call of {@code answers} adds a stream; all of them, and the attention, get
 * their outputs of a record in one round and one transaction. A merger that throws, or returns null, costs its record (it
 * is refused with {@code MERGE_FAILED}) and no other; a {@code KafkaException} other than a {@code SerializationException}
 * is the cluster's fault and stops the task. While a topology is built, one thread.
 *
 * <p>Keys are what they were, but Kafka Streams does not know that: a join or an aggregation behind an enrichment is
 * preceded by a repartition topic, which wants a name.
 *
 * @param <K> type of keys
 * @param <V> type of values that went in
 */
public final class Enriched<K, V> {
    private final String name;
    private final KStream<K, Object> released;
    private final Outputs<K, V> outputs;
    private final boolean oneAnswerEach;
    private @Nullable KStream<K, Refusal<V>> refusals;

    Enriched(String name, KStream<K, Object> released, Outputs<K, V> outputs, boolean oneAnswerEach) {
        this.name = name;
        this.released = released;
        this.outputs = outputs;
        this.oneAnswerEach = oneAnswerEach;
    }

    /**
     * Each record merged with its one answer; a record without a value passes as it is.
     *
     * @param merge makes the output, which is not null
     * @throws IllegalStateException when a record may have no answer or several
     */
    public <R> KStream<K, R> answers(BiFunction<? super V, ? super Answer, ? extends R> merge) {
        if (!oneAnswerEach) {
            throw new IllegalStateException("A record of enrichment '" + name
                    + "' may have several answers, or none: give answers(...) a function of the AnsweredRecord");
        }
        return answers(record -> merge.apply(
                Objects.requireNonNull(record.value()), record.answers().get(0)));
    }

    /**
     * Each record merged with what became of its texts; a record without a value passes as it is.
     *
     * @param merge makes the output, which is not null
     */
    public <R> KStream<K, R> answers(Function<AnsweredRecord<K, V>, ? extends R> merge) {
        return flatAnswers(
                record -> record.value() == null ? Collections.singletonList(null) : List.of(merge.apply(record)));
    }

    /** Each record with what became of its texts, as none, one or several outputs. Null values are the merger's, too. */
    public <R> KStream<K, R> flatAnswers(AnswerMerger<K, V, R> merger) {
        Objects.requireNonNull(merger, "the function that merges a record with its answers");
        String node = name + "-answers" + (outputs.size() == 0 ? "" : "-" + outputs.size());
        outputs.add(node, merger);
        return behind(node);
    }

    /** How the tokens of each answer looked at the tokens of their text, segment by segment, where a model says so. */
    public KStream<K, TextAttention> attention() {
        return flatAnswers(Enriched::attention);
    }

    private static <K, V> List<TextAttention> attention(AnsweredRecord<K, V> record) {
        List<TextAttention> all = new ArrayList<>();
        for (int i = 0; i < record.results().size(); i++) {
            if (record.results().get(i) instanceof TextResult.Answered answered) {
                all.addAll(TextAttention.of(i, answered));
            }
        }
        return all;
    }

    /**
     * The records that were refused, and why: each at once where it cannot be admitted, else in the order of its key. The
     * same stream each time.
     */
    public KStream<K, Refusal<V>> refusals() {
        if (refusals == null) {
            String node = name + "-refusals";
            outputs.refusals(node);
            refusals = behind(node);
        }
        return refusals;
    }

    /** A node that gets what the stage forwards to it by name. */
    @SuppressWarnings("unchecked") // the stage sends a node only what its merger made
    private <R> KStream<K, R> behind(String node) {
        return released.process(
                () -> new ContextualProcessor<K, Object, K, R>() {
                    @Override
                    public void process(Record<K, Object> record) {
                        context().forward(record.withValue((R) record.value()));
                    }
                },
                Named.as(node));
    }
}
