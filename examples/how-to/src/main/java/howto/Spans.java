// SPDX-License-Identifier: Apache-2.0
package howto;

import dev.milena.streams.tracing.RecordTracer;
import dev.milena.streams.tracing.TracedBatch;
import dev.milena.streams.tracing.TracedRecord;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

public final class Spans implements RecordTracer {
    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

    private final Tracer tracer;
    private final Map<String, Span> records = new ConcurrentHashMap<>();

    public Spans(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public void taken(TracedRecord record) {
        Context parent = W3C.extract(Context.root(), record.headers(), READER);
        records.put(record.id(), tracer.spanBuilder(record.stage()).setParent(parent).startSpan());
    }

    @Override
    public void batchEnded(TracedBatch batch) {
        SpanBuilder span = tracer.spanBuilder(batch.model())
                .setNoParent()
                .setStartTimestamp(Instant.now().minusNanos(batch.nanos()))
                .setAttribute("texts", batch.texts().size())
                .setAttribute("failed", batch.failed());
        for (String id : batch.records()) {
            Span record = records.get(id);
            if (record != null) {
                span.addLink(record.getSpanContext());
            }
        }
        span.startSpan().end();
    }

    @Override
    public void leaving(TracedRecord record, Headers headers) {
        Span span = records.remove(record.id());
        if (span != null) {
            // what consumers do with the answer is a child of this span
            W3C.inject(Context.root().with(span), headers, (to, key, value) -> {
                to.remove(key);
                to.add(key, value.getBytes(StandardCharsets.UTF_8));
            });
            span.end();
        }
    }

    private static final TextMapGetter<Headers> READER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Headers headers) {
            return StreamSupport.stream(headers.spliterator(), false)
                    .map(Header::key)
                    .toList();
        }

        @Override
        public String get(Headers headers, String key) {
            Header header = headers == null ? null : headers.lastHeader(key);
            return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
        }
    };
}
