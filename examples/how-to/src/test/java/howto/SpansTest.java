// SPDX-License-Identifier: Apache-2.0
package howto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.streams.tracing.TracedBatch;
import dev.milena.streams.tracing.TracedRecord;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class SpansTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private final InMemorySpanExporter exported = InMemorySpanExporter.create();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exported))
            .build();
    private final Spans spans = new Spans(provider.get("reviews"));

    @Test
    void shouldLinkTheSpanOfABatchWithThoseOfItsRecordsAndNameThemAsParents() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("traceparent", ("00-" + TRACE + "-b7ad6b7169203331-01").getBytes(StandardCharsets.UTF_8));
        TracedRecord record = new TracedRecord("translate", "translate|reviews-0@7", Optional.empty(), headers);

        spans.taken(record);
        spans.batchEnded(new TracedBatch(
                "en-de", List.of("translate|reviews-0@7", "translate|reviews-0@7:1#2", "translate|other-0@1"), 5, false));
        spans.leaving(record, headers);

        List<SpanData> ended = exported.getFinishedSpanItems();
        assertThat(ended).extracting(SpanData::getName).containsExactly("en-de", "translate");
        SpanData stage = ended.get(1);
        assertThat(stage.getTraceId()).isEqualTo(TRACE);
        assertThat(ended.get(0).getLinks())
                .extracting(LinkData::getSpanContext)
                .extracting(SpanContext::getSpanId)
                .containsExactly(stage.getSpanId());
        assertThat(new String(headers.lastHeader("traceparent").value(), StandardCharsets.UTF_8))
                .isEqualTo("00-" + TRACE + "-" + stage.getSpanId() + "-01");
    }
}
