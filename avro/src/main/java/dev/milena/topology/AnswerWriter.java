// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TokenAttention;
import dev.milena.config.MilenaConfig;
import dev.milena.schemas.AttentionMap;
import dev.milena.schemas.EnrichedText;
import dev.milena.streams.record.AnsweredRecord;
import dev.milena.streams.record.RecordSize;
import dev.milena.streams.record.SourceCoordinates;
import dev.milena.streams.record.TextResult;
import dev.milena.topology.SourceEvent.AttentionRecord;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * Writes what an event is answered with: the answer, and the attention map where it fits. Sizes are known before anything
 * is forwarded: a record that is too large would poison the transaction. Stream threads.
 */
final class AnswerWriter {
    private final TopicSerdes.OfThread serdes;
    private final TopicLimits limits;
    private final String outputTopic;
    private final String attentionTopic;
    private final boolean attentionEnabled;
    private final boolean includeSourceText;

    AnswerWriter(MilenaConfig config, TopicLimits limits, TopicSerdes.OfThread serdes) {
        this.serdes = serdes;
        this.limits = limits;
        this.outputTopic = config.getString(MilenaConfig.OUTPUT_TOPIC_CONFIG);
        this.attentionTopic = config.getString(MilenaConfig.ATTENTION_TOPIC_CONFIG);
        this.attentionEnabled = config.getBoolean(MilenaConfig.ATTENTION_ENABLED_CONFIG);
        this.includeSourceText = config.getBoolean(MilenaConfig.OUTPUT_INCLUDE_SOURCE_TEXT_CONFIG);
    }

    /**
     * The answer to an event. Writes the attention map as well, for {@link #attention}: an answer says whether it has one.
     *
     * @throws TextRefusedException when the answer does not fit its topic
     */
    List<OutgoingValue> answer(AnsweredRecord<byte[], SourceEvent> record) throws TextRefusedException {
        TextResult.Answered answered = (TextResult.Answered) record.results().get(0);
        SourceCoordinates source = record.source().orElseThrow();
        SourceEvent event = Objects.requireNonNull(record.value());
        dev.milena.schemas.SourceCoordinates coordinates = new dev.milena.schemas.SourceCoordinates(
                source.topic(), source.partition(), source.offset(), event.timestamp(record.timestamp()));
        TokenAttention attention = attentionEnabled ? answered.answer().attention() : null;
        event.attention(attention == null ? null : attentionMap(record, coordinates, answered, attention));
        byte[] text = enrichedText(record, coordinates, answered, attention != null && event.attention() == null);
        return List.of(new OutgoingValue(text, source.partition()));
    }

    /** The attention map of an event whose answer was written before, where there is one and it fits its topic. */
    static List<OutgoingValue> attention(AnsweredRecord<byte[], SourceEvent> record) {
        AttentionRecord map = Objects.requireNonNull(record.value()).attention();
        if (map == null) {
            return List.of();
        }
        for (Header header : record.headers().toArray()) {
            record.headers().remove(header.key());
        }
        map.headers().forEach(record.headers()::add);
        return List.of(
                new OutgoingValue(map.bytes(), record.source().orElseThrow().partition()));
    }

    private byte[] enrichedText(
            AnsweredRecord<byte[], SourceEvent> record,
            dev.milena.schemas.SourceCoordinates coordinates,
            TextResult.Answered answered,
            boolean attentionOmitted)
            throws TextRefusedException {
        EnrichedText text = Answers.enrichedText(
                coordinates,
                answered,
                Objects.requireNonNull(record.value()).decoded(),
                includeSourceText,
                attentionOmitted);
        byte[] bytes = encoded(serdes.get().output(), outputTopic, record.headers(), text);
        long size = RecordSize.upperBound(record.key(), bytes, record.headers());
        if (size > limits.output()) {
            throw new TextRefusedException(
                    RefusalCode.RESULT_TOO_LARGE,
                    "The answer with headers and attributes takes up to " + size + " bytes and topic " + outputTopic
                            + " takes " + limits.output()
                            + "; shorten the text, its headers or attributes, or raise max.request.size and the topic's"
                            + " max.message.bytes");
        }
        return bytes;
    }

    /** The attention map, or null when its topic would not take it. */
    private @Nullable AttentionRecord attentionMap(
            AnsweredRecord<byte[], SourceEvent> record,
            dev.milena.schemas.SourceCoordinates coordinates,
            TextResult.Answered answered,
            TokenAttention attention)
            throws TextRefusedException {
        AttentionMap map = Answers.attentionMap(coordinates, answered, attention);
        Headers headers = new RecordHeaders(record.headers().toArray());
        byte[] bytes = encoded(serdes.get().attention(), attentionTopic, headers, map);
        return RecordSize.upperBound(record.key(), bytes, headers) <= limits.attention()
                ? new AttentionRecord(bytes, headers)
                : null;
    }

    /**
     * A value as bytes.
     *
     * @throws TextRefusedException when the serde cannot write it; one that needs something that is away is waited for
     */
    private static <T> byte[] encoded(Serde<T> serde, String topic, Headers headers, T value)
            throws TextRefusedException {
        try {
            return serde.serializer().serialize(topic, headers, value);
        } catch (SerializationException e) {
            throw unwritable(serde, topic, e);
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            throw unwritable(serde, topic, e);
        }
    }

    private static TextRefusedException unwritable(Serde<?> serde, String topic, Throwable e) {
        return new TextRefusedException(
                RefusalCode.MERGE_FAILED,
                "The output for topic " + topic + " cannot be encoded by "
                        + serde.serializer().getClass().getName() + ": " + Errors.describe(e)
                        + "; look at the serde that is set for the topic, and send the event again",
                e);
    }
}
