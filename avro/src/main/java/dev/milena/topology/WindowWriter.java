// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.Answer;
import dev.milena.api.ModelInfo;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.config.MilenaConfig;
import dev.milena.schemas.AttentionMap;
import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.SourceCoordinates;
import dev.milena.streams.record.RecordSize;
import dev.milena.streams.record.Refusal;
import dev.milena.streams.record.TextAttention;
import dev.milena.streams.record.TextResult;
import dev.milena.streams.windows.TextWindow;
import dev.milena.streams.windows.WindowSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Writes what became of windows. What has to fit its topic is measured before it is forwarded. Stateless but for the serdes of
 * the thread. Stream threads.
 */
final class WindowWriter {
    private final TopicSerdes.OfThread serdes;
    private final TopicLimits limits;
    private final OutputSettings outputs;

    WindowWriter(MilenaConfig config, TopicLimits limits, TopicSerdes.OfThread serdes) {
        this.serdes = serdes;
        this.limits = limits;
        this.outputs = OutputSettings.of(config);
    }

    /** The summary of a window that has one, unless it is quarantined. */
    List<OutgoingValue> summary(WindowSummary<byte[]> summary) throws TextRefusedException {
        TextResult.Answered answered = answered(summary);
        return answered == null || outputs.isQuarantined(answered)
                ? List.of()
                : List.of(enrichedText(summary, answered, outputs.outputTopic(), limits.output()));
    }

    /** The summary of a window, where it is in doubt and those have a topic of their own. */
    List<OutgoingValue> quarantined(WindowSummary<byte[]> summary) throws TextRefusedException {
        TextResult.Answered answered = answered(summary);
        return answered == null || !outputs.isQuarantined(answered)
                ? List.of()
                : List.of(enrichedText(summary, answered, outputs.quarantineTopic(), limits.quarantine()));
    }

    /** The attention maps of a summary, as far as they fit their topic. */
    List<OutgoingValue> attention(WindowSummary<byte[]> summary) throws TextRefusedException {
        TextResult.Answered answered = answered(summary);
        return answered == null ? List.of() : attentionMaps(summary, answered, summary.headers());
    }

    /** The refusal of a window that is closed and holds nothing readable; an early update of one says nothing. */
    static List<Refusal<TextWindow>> nothingReadable(WindowSummary<byte[]> summary) {
        TextWindow window = summary.window();
        if (summary.answer() != null || !window.isFinal()) {
            return List.of();
        }
        return List.of(new Refusal<>(
                window,
                RefusalCode.EMPTY_TEXT,
                "None of the " + window.records()
                        + " events of this window has a text that can be read; see the dead letter" + " of each",
                Optional.empty()));
    }

    private static TextResult.@Nullable Answered answered(WindowSummary<byte[]> summary) {
        ModelInfo model = summary.model();
        Answer answer = summary.answer();
        return model == null || answer == null
                ? null
                : new TextResult.Answered(TextRequest.of(summary.window().joined()), model, answer);
    }

    private OutgoingValue enrichedText(
            WindowSummary<byte[]> summary, TextResult.Answered answered, String topic, long most)
            throws TextRefusedException {
        SourceCoordinates source = Windows.lastOf(summary.window());
        int maps = outputs.attentionOf(answered).size();
        boolean omitted = attentionMaps(
                                summary,
                                answered,
                                new RecordHeaders(summary.headers().toArray()))
                        .size()
                < maps;
        EnrichedText text =
                Answers.enrichedText(source, answered, Map.of(), outputs.includeSourceText(), outputs.unit(), omitted);
        EnrichedText whole = EnrichedText.newBuilder(text)
                .setWindow(Windows.of(summary, outputs.unit()))
                .build();
        byte[] bytes = Encoding.of(serdes.get().output(), topic, summary.headers(), whole);
        long size = RecordSize.upperBound(summary.key(), bytes, summary.headers());
        if (size > most) {
            throw new TextRefusedException(
                    RefusalCode.RESULT_TOO_LARGE,
                    "The summary of this window with its "
                            + summary.window().texts().size() + " members takes up to " + size
                            + " bytes and topic " + topic + " takes " + most + "; lower "
                            + MilenaConfig.WINDOW_MAX_TEXTS_CONFIG + " or " + MilenaConfig.WINDOW_MAX_BYTES_CONFIG
                            + ", or raise max.request.size and the topic's max.message.bytes");
        }
        return new OutgoingValue(bytes, source.getPartition());
    }

    /**
     * The maps that fit, one an answer or one each answered segment.
     *
     * @param headers takes what the serde adds
     */
    private List<OutgoingValue> attentionMaps(
            WindowSummary<byte[]> summary, TextResult.Answered answered, Headers headers) throws TextRefusedException {
        List<TextAttention> attention = outputs.attentionOf(answered);
        if (attention.isEmpty()) {
            return List.of();
        }
        SourceCoordinates source = Windows.lastOf(summary.window());
        Offsets sources = new Offsets(answered.request().text(), outputs.unit());
        Offsets answers = new Offsets(answered.answer().text(), outputs.unit());
        Headers before = new RecordHeaders(headers.toArray());
        List<OutgoingValue> maps = new ArrayList<>();
        for (TextAttention each : attention) {
            AttentionMap map = AttentionMap.newBuilder(Answers.attentionMap(source, each, sources, answers))
                    .setWindow(summary.window().id(summary.key()))
                    .build();
            Headers added = maps.isEmpty() ? headers : new RecordHeaders(before.toArray());
            byte[] bytes = Encoding.of(serdes.get().attention(), outputs.attentionTopic(), added, map);
            if (RecordSize.upperBound(summary.key(), bytes, added) <= limits.attention()) {
                maps.add(new OutgoingValue(bytes, source.getPartition()));
            }
        }
        return maps;
    }
}
