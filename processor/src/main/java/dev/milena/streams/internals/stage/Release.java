// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import dev.milena.api.Doubt;
import dev.milena.api.EnrichmentObserver;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.streams.internals.outage.Blame;
import dev.milena.streams.internals.pending.Origin;
import dev.milena.streams.internals.pending.PendingRecord;
import dev.milena.streams.internals.supervision.Failures;
import dev.milena.streams.record.AnsweredRecord;
import dev.milena.streams.record.PartialAnswers;
import dev.milena.streams.record.Refusal;
import dev.milena.streams.record.TextResult;
import dev.milena.streams.tracing.RecordTracer;
import dev.milena.streams.tracing.TracedRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Forwards what a record ends with, all of it in one round. Every merger runs before anything is forwarded: a record is
 * answered whole or refused. Stream thread.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
final class Release<K, V> {
    private final String stage;
    private final PartialAnswers partialAnswers;
    private final List<Outputs.Output<K, V>> outputs;
    private final @Nullable String refusals;
    private final Forwarder<K> forwarder;
    private final EnrichmentObserver observer;
    private final RecordTracer tracer;

    Release(StageSpec<K, V> spec, Forwarder<K> forwarder) {
        this.stage = spec.name();
        this.partialAnswers = spec.partialAnswers();
        this.outputs = spec.outputs().all();
        this.refusals = spec.outputs().refusals();
        this.forwarder = forwarder;
        this.observer = spec.models().observer();
        this.tracer = spec.models().tracer();
    }

    /** Hands a record to one of the nodes behind the stage. */
    @FunctionalInterface
    interface Forwarder<K> {
        void forward(Record<K, Object> record, String node);
    }

    private record Outgoing<K>(Record<K, Object> record, String node) {}

    /** Tells the tracer that the stage has a record. */
    void trace(PendingRecord<K, V> record) {
        if (tracer != RecordTracer.NONE) {
            tracer.taken(traced(record));
        }
    }

    private TracedRecord traced(PendingRecord<K, V> record) {
        return new TracedRecord(
                stage,
                stage + "|" + record.identity().name(),
                Optional.ofNullable(record.source()),
                record.copyOfHeaders());
    }

    /** The headers that go on with what is made of a record. */
    private Headers leaving(PendingRecord<K, V> record) {
        Headers headers = record.copyOfHeaders();
        if (tracer != RecordTracer.NONE) {
            tracer.leaving(traced(record), headers);
        }
        return headers;
    }

    /** Sends what became of a record. */
    void release(PendingRecord<K, V> record, List<TextResult> results) {
        TextResult.Refused refused = partialAnswers == PartialAnswers.REFUSE ? firstRefused(results) : null;
        if (refused != null) {
            refuse(record, refused.code(), refused.message());
            return;
        }
        List<Outgoing<K>> merged;
        try {
            merged = merged(record, leaving(record), results);
        } catch (TextRefusedException e) {
            refuse(record, e.code(), Failures.message(e));
            return;
        }
        Origin.releasing(
                stage, record, () -> merged.forEach(output -> forwarder.forward(output.record(), output.node())));
        for (TextResult result : results) {
            if (result instanceof TextResult.Answered answered) {
                observer.answered(stage, answered.model().name());
                answered.answer().doubts().stream()
                        .map(Doubt::kind)
                        .distinct()
                        .forEach(kind -> observer.doubted(stage, kind));
            } else if (result instanceof TextResult.Refused other) {
                observer.refused(stage, other.code());
            }
        }
    }

    /** Sends a record that is refused as a whole. */
    void refuse(PendingRecord<K, V> record, RefusalCode code, String message) {
        if (refusals != null) {
            Refusal<V> refusal = new Refusal<>(record.value(), code, message, Optional.ofNullable(record.source()));
            Record<K, Object> output = record(record, refusal, leaving(record));
            String node = refusals;
            Origin.releasing(stage, record, () -> forwarder.forward(output, node));
        }
        observer.refused(stage, code);
    }

    private static TextResult.@Nullable Refused firstRefused(List<TextResult> results) {
        for (TextResult result : results) {
            if (result instanceof TextResult.Refused refused) {
                return refused;
            }
        }
        return null;
    }

    private List<Outgoing<K>> merged(PendingRecord<K, V> record, Headers leaving, List<TextResult> results)
            throws TextRefusedException {
        List<Outgoing<K>> all = new ArrayList<>();
        for (Outputs.Output<K, V> output : outputs) {
            try {
                all.addAll(Blame.on(
                        "The function that merges a record of '" + stage + "' with its answers",
                        () -> merged(record, new RecordHeaders(leaving.toArray()), results, output)));
            } catch (Blame.RecordFailure e) {
                throw new TextRefusedException(
                        RefusalCode.MERGE_FAILED,
                        "The function that merges a record of '" + stage + "' with its answers failed: " + e.described()
                                + "; let it take every record of the stream");
            }
        }
        return all;
    }

    private List<Outgoing<K>> merged(
            PendingRecord<K, V> record, Headers headers, List<TextResult> results, Outputs.Output<K, V> output)
            throws TextRefusedException {
        AnsweredRecord<K, V> answered = new AnsweredRecord<>(
                record.key(),
                record.value(),
                headers,
                record.timestamp(),
                Optional.ofNullable(record.source()),
                results);
        List<Outgoing<K>> all = new ArrayList<>();
        for (Object value : output.merger().merge(answered)) {
            all.add(new Outgoing<>(record(record, value, headers), output.node()));
        }
        return all;
    }

    @SuppressWarnings("NullAway") // Kafka's record may have a null key and value; its class is not annotated
    private static <K> Record<K, Object> record(PendingRecord<K, ?> record, @Nullable Object value, Headers headers) {
        return new Record<>(record.key(), value, record.timestamp(), headers);
    }
}
