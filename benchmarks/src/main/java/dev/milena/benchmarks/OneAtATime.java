// SPDX-License-Identifier: Apache-2.0
package dev.milena.benchmarks;

import dev.milena.api.AlignmentLink;
import dev.milena.api.Answer;
import dev.milena.api.ModelInfo;
import dev.milena.api.TextModel;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.TextSpan;
import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.FinishReason;
import dev.milena.schemas.ModelRef;
import dev.milena.schemas.SourceCoordinates;
import dev.milena.schemas.Span;
import dev.milena.schemas.Task;
import dev.milena.schemas.TextEvent;
import dev.milena.serde.EnrichedTextSerde;
import dev.milena.serde.TextEventSerde;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * The rival: what one writes first. Each event is prepared, answered and forwarded inside {@code process()}, so nothing
 * is pending and no store is needed; the same model, tokenizers, alignment and output record as the real topology.
 */
final class OneAtATime implements Processor<byte[], TextEvent, byte[], EnrichedText> {

    private final TextModel model;
    private ProcessorContext<byte[], EnrichedText> context;

    @SuppressWarnings("NullAway.Init") // init() comes before everything else
    private OneAtATime(TextModel model) {
        this.model = model;
    }

    /** A topology of source, this processor and sink. */
    static Topology topology(TextModel model, String input, String output) {
        return new Topology()
                .addSource("source", new ByteArrayDeserializer(), new TextEventSerde().deserializer(), input)
                .addProcessor("one-at-a-time", () -> new OneAtATime(model), "source")
                .addSink(
                        "sink",
                        output,
                        new ByteArraySerializer(),
                        new EnrichedTextSerde().serializer(),
                        "one-at-a-time");
    }

    @Override
    public void init(ProcessorContext<byte[], EnrichedText> given) {
        context = given;
    }

    @Override
    public void process(Record<byte[], TextEvent> event) {
        RecordMetadata source = context.recordMetadata().orElseThrow();
        try {
            Answer answer = model.answer(
                            List.of(model.prepare(TextRequest.of(event.value().getText()))))
                    .get(0);
            context.forward(event.withValue(enriched(
                    answer,
                    new SourceCoordinates(source.topic(), source.partition(), source.offset(), event.timestamp()))));
        } catch (TextRefusedException e) {
            throw new IllegalStateException("The corpus holds a text that the model refuses: " + e.getMessage(), e);
        }
    }

    private EnrichedText enriched(Answer answer, SourceCoordinates source) {
        ModelInfo info = model.info();
        return EnrichedText.newBuilder()
                .setText(answer.text())
                .setSource(source)
                .setModel(new ModelRef(info.name(), info.version(), info.sha256()))
                .setTask(Task.valueOf(info.task().toUpperCase(Locale.ROOT)))
                .setSourceLanguage(answer.sourceLanguage())
                .setTargetLanguage(answer.targetLanguage())
                .setScore(answer.score())
                .setConfidence(answer.confidence())
                .setLogProbMean(answer.logProbMean())
                .setLogProbStddev(answer.logProbStddev())
                .setFinishReason(FinishReason.valueOf(answer.finishReason().name()))
                .setSourceTokens(answer.sourceTokens())
                .setOutputTokens(answer.outputTokens())
                .setSourceWords(spans(answer.words().sourceWords()))
                .setOutputWords(spans(answer.words().outputWords()))
                .setAlignment(links(answer.words().links()))
                .build();
    }

    private static List<Span> spans(List<TextSpan> spans) {
        return spans.stream().map(span -> new Span(span.start(), span.end())).toList();
    }

    private static List<dev.milena.schemas.AlignmentLink> links(List<AlignmentLink> links) {
        return links.stream()
                .map(link -> new dev.milena.schemas.AlignmentLink(link.source(), link.output(), link.weight()))
                .toList();
    }
}
