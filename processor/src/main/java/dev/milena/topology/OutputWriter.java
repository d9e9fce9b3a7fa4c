// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.EnrichmentObserver;
import dev.milena.api.TokenAttention;
import dev.milena.schemas.AttentionMap;
import dev.milena.schemas.DeadLetterCode;
import dev.milena.schemas.EnrichedText;
import java.util.function.LongSupplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Sends what an event ends with, all of it in one round: answer and attention map, or a dead letter. Nothing is
 * forwarded before every size is known: a record that is too large would poison the transaction. Stream thread.
 */
final class OutputWriter {
    private final EnrichmentSettings settings;
    private final TopicSerdes serdes;
    private final DeadLetters deadLetters;
    private final Forwarder forwarder;
    private final LongSupplier wallClockMillis;
    private final EnrichmentObserver observer;

    OutputWriter(
            EnrichmentSettings settings,
            TopicSerdes serdes,
            String applicationId,
            Forwarder forwarder,
            LongSupplier wallClockMillis,
            EnrichmentObserver observer) {
        this.settings = settings;
        this.serdes = serdes;
        this.deadLetters = new DeadLetters(
                settings.deadLetterTopic(),
                serdes.deadLetter().serializer(),
                settings.deadLettersIncludeText(),
                settings.sizes().deadLetter(),
                applicationId);
        this.forwarder = forwarder;
        this.wallClockMillis = wallClockMillis;
        this.observer = observer;
    }

    /** Hands a record to one of the topology's sinks. */
    @FunctionalInterface
    interface Forwarder {
        void forward(Record<byte[], OutgoingValue> record, String sink);
    }

    void write(PendingEvent event, Outcome outcome) {
        if (outcome instanceof Outcome.Answered answered) {
            answer(event, answered);
        } else if (outcome instanceof Outcome.Refused refused) {
            refuse(event, refused.code(), refused.message());
        }
    }

    void refuse(PendingEvent event, DeadLetterCode code, String message) {
        forwarder.forward(
                deadLetters.of(event, code, message, wallClockMillis.getAsLong()), EnrichmentTopology.DEAD_LETTER_SINK);
        observer.deadLettered(code);
    }

    private void answer(PendingEvent event, Outcome.Answered answered) {
        TokenAttention attention = answered.answer().attention();
        boolean wanted = settings.attentionEnabled() && attention != null;
        Record<byte[], OutgoingValue> map =
                wanted && attention != null ? attentionMap(event, answered, attention) : null;
        Record<byte[], OutgoingValue> text = enrichedText(event, answered, wanted && map == null);
        long size = size(text);
        if (size > settings.sizes().output()) {
            refuse(
                    event,
                    DeadLetterCode.RESULT_TOO_LARGE,
                    "The answer with headers and attributes takes up to " + size + " bytes and topic "
                            + settings.outputTopic() + " takes "
                            + settings.sizes().output()
                            + "; shorten the text, its headers or attributes, or raise max.request.size and the topic's"
                            + " max.message.bytes");
            return;
        }
        forwarder.forward(text, EnrichmentTopology.OUTPUT_SINK);
        if (map != null) {
            forwarder.forward(map, EnrichmentTopology.ATTENTION_SINK);
        }
        observer.answered(answered.text().lane().model().info().name());
    }

    private Record<byte[], OutgoingValue> enrichedText(
            PendingEvent event, Outcome.Answered answered, boolean attentionOmitted) {
        EnrichedText text = Answers.enrichedText(
                event, answered.text(), answered.answer(), settings.outputIncludesSourceText(), attentionOmitted);
        Headers headers = event.copyOfHeaders();
        return record(event, encoded(event, serdes.output(), settings.outputTopic(), headers, text), headers);
    }

    /** The attention map, or null when its topic would not take it. */
    private @Nullable Record<byte[], OutgoingValue> attentionMap(
            PendingEvent event, Outcome.Answered answered, TokenAttention attention) {
        AttentionMap map = Answers.attentionMap(event, answered.text(), attention);
        Headers headers = event.copyOfHeaders();
        Record<byte[], OutgoingValue> record =
                record(event, encoded(event, serdes.attention(), settings.attentionTopic(), headers, map), headers);
        return size(record) <= settings.sizes().attention() ? record : null;
    }

    private static <T> byte[] encoded(PendingEvent event, Serde<T> serde, String topic, Headers headers, T value) {
        Serializer<T> serializer = serde.serializer();
        try {
            return serializer.serialize(topic, headers, value);
        } catch (RuntimeException e) {
            throw new UnwritableOutputException(event.id(), topic, serializer.getClass(), e);
        }
    }

    @SuppressWarnings("NullAway") // Kafka's record may have a null key; its class is not annotated
    private static Record<byte[], OutgoingValue> record(PendingEvent event, byte[] value, Headers headers) {
        return new Record<>(event.key(), new OutgoingValue(value, event.id().partition()), event.timestamp(), headers);
    }

    private static long size(Record<byte[], OutgoingValue> record) {
        return RecordSize.upperBound(record.key(), record.value().bytes(), record.headers());
    }
}
