// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.config.MilenaConfig;
import dev.milena.schemas.AttentionMap;
import dev.milena.schemas.EnrichedText;
import dev.milena.streams.record.AnsweredRecord;
import dev.milena.streams.record.RecordSize;
import dev.milena.streams.record.SourceCoordinates;
import dev.milena.streams.record.TextAttention;
import dev.milena.streams.record.TextResult;
import dev.milena.topology.SourceEvent.AttentionRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Writes what an event is answered with: the answer, and the attention maps where they fit. Sizes are known before anything
 * is forwarded: a record that is too large would poison the transaction. Stream threads.
 */
final class AnswerWriter {
    private final TopicSerdes.OfThread serdes;
    private final TopicLimits limits;
    private final OutputSettings outputs;

    AnswerWriter(MilenaConfig config, TopicLimits limits, TopicSerdes.OfThread serdes) {
        this.serdes = serdes;
        this.limits = limits;
        this.outputs = OutputSettings.of(config);
    }

    /**
     * The answer to an event, unless it is quarantined. Writes the attention maps as well, for {@link #attention}: an answer
     * says whether it has all of them.
     *
     * @throws TextRefusedException when the answer does not fit its topic
     */
    List<OutgoingValue> answer(AnsweredRecord<byte[], SourceEvent> record) throws TextRefusedException {
        TextResult.Answered answered = answered(record);
        Objects.requireNonNull(record.value())
                .attention(attentionMaps(record, coordinates(record), answered, outputs.attentionOf(answered)));
        return outputs.isQuarantined(answered)
                ? List.of()
                : List.of(enrichedText(record, answered, outputs.outputTopic(), limits.output()));
    }

    /**
     * The answer to an event whose maps were written before, where it is in doubt and those have a topic of their own.
     *
     * @throws TextRefusedException when the answer does not fit its topic
     */
    List<OutgoingValue> quarantined(AnsweredRecord<byte[], SourceEvent> record) throws TextRefusedException {
        TextResult.Answered answered = answered(record);
        return outputs.isQuarantined(answered)
                ? List.of(enrichedText(record, answered, outputs.quarantineTopic(), limits.quarantine()))
                : List.of();
    }

    private static TextResult.Answered answered(AnsweredRecord<byte[], SourceEvent> record) {
        return (TextResult.Answered) record.results().get(0);
    }

    private static dev.milena.schemas.SourceCoordinates coordinates(AnsweredRecord<byte[], SourceEvent> record) {
        SourceCoordinates source = record.source().orElseThrow();
        SourceEvent event = Objects.requireNonNull(record.value());
        return new dev.milena.schemas.SourceCoordinates(
                source.topic(), source.partition(), source.offset(), event.timestamp(record.timestamp()));
    }

    /** The attention maps of an event whose answer was written before, as far as they fit their topic. */
    static List<OutgoingValue> attention(AnsweredRecord<byte[], SourceEvent> record) {
        List<AttentionRecord> maps = Objects.requireNonNull(record.value()).attention();
        if (maps.isEmpty()) {
            return List.of();
        }
        for (Header header : record.headers().toArray()) {
            record.headers().remove(header.key());
        }
        maps.get(0).headers().forEach(record.headers()::add); // the serde that wrote all of them
        int partition = record.source().orElseThrow().partition();
        return maps.stream()
                .map(map -> new OutgoingValue(map.bytes(), partition))
                .toList();
    }

    private OutgoingValue enrichedText(
            AnsweredRecord<byte[], SourceEvent> record, TextResult.Answered answered, String topic, long most)
            throws TextRefusedException {
        SourceEvent event = Objects.requireNonNull(record.value());
        EnrichedText text = Answers.enrichedText(
                coordinates(record),
                answered,
                event.decoded().getAttributes(),
                outputs.includeSourceText(),
                outputs.unit(),
                event.attention().size() < outputs.attentionOf(answered).size());
        byte[] bytes = Encoding.of(serdes.get().output(), topic, record.headers(), text);
        long size = RecordSize.upperBound(record.key(), bytes, record.headers());
        if (size > most) {
            throw new TextRefusedException(
                    RefusalCode.RESULT_TOO_LARGE,
                    "The answer with headers and attributes takes up to " + size + " bytes and topic " + topic
                            + " takes " + most
                            + "; shorten the text, its headers or attributes, or raise max.request.size and the topic's"
                            + " max.message.bytes");
        }
        return new OutgoingValue(bytes, record.source().orElseThrow().partition());
    }

    /** One map an answer, or one each answered segment, without those that their topic would not take. */
    private List<AttentionRecord> attentionMaps(
            AnsweredRecord<byte[], SourceEvent> record,
            dev.milena.schemas.SourceCoordinates coordinates,
            TextResult.Answered answered,
            List<TextAttention> attention)
            throws TextRefusedException {
        if (attention.isEmpty()) {
            return List.of();
        }
        Offsets sources = new Offsets(answered.request().text(), outputs.unit());
        Offsets answers = new Offsets(answered.answer().text(), outputs.unit());
        List<AttentionRecord> maps = new ArrayList<>(attention.size());
        for (TextAttention each : attention) {
            AttentionMap map = Answers.attentionMap(coordinates, each, sources, answers);
            Headers headers = new RecordHeaders(record.headers().toArray());
            byte[] bytes = Encoding.of(serdes.get().attention(), outputs.attentionTopic(), headers, map);
            if (RecordSize.upperBound(record.key(), bytes, headers) <= limits.attention()) {
                maps.add(new AttentionRecord(bytes, headers));
            }
        }
        return maps;
    }
}
