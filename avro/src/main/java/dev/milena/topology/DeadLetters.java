// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.RefusalCode;
import dev.milena.schemas.DeadLetter;
import dev.milena.schemas.DeadLetterCode;
import dev.milena.schemas.Window;
import dev.milena.streams.record.RecordSize;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Makes the dead letter of an event or a window, always small enough for its topic: first the value is left out, then the
 * members of a window, then the headers, then the key. Holds the event's value only when asked to. Stream thread.
 */
final class DeadLetters {
    private static final Map<String, DeadLetterCode> CODES =
            Arrays.stream(DeadLetterCode.values()).collect(Collectors.toUnmodifiableMap(Enum::name, code -> code));

    private final String topic;
    private final Serializer<DeadLetter> serializer;
    private final boolean includeValue;
    private final long maxBytes;
    private final String applicationId;

    DeadLetters(
            String topic,
            Serializer<DeadLetter> serializer,
            boolean includeValue,
            long maxBytes,
            String applicationId) {
        this.topic = topic;
        this.serializer = serializer;
        this.includeValue = includeValue;
        this.maxBytes = maxBytes;
        this.applicationId = applicationId;
    }

    /** The dead letter of a refused event, or window. */
    Record<byte[], OutgoingValue> of(Record<byte[], Refused> refused, long nowMillis) {
        Attempt[] attempts = {
            new Attempt(includeValue, true, true, true),
            new Attempt(false, true, true, true),
            new Attempt(false, false, true, true),
            new Attempt(false, false, false, true),
            new Attempt(false, false, false, false)
        };
        for (Attempt attempt : attempts) {
            Record<byte[], OutgoingValue> record = attempt(refused, nowMillis, attempt);
            if (RecordSize.upperBound(record.key(), record.value().bytes(), record.headers()) <= maxBytes) {
                return record;
            }
        }
        throw new RecordTooLargeException("A dead letter without value, headers and key does not fit topic " + topic
                + ", which takes " + maxBytes + " bytes; raise its max.message.bytes and max.request.size");
    }

    @SuppressWarnings("NullAway") // Kafka's record may have a null key; its class is not annotated
    private Record<byte[], OutgoingValue> attempt(Record<byte[], Refused> refused, long nowMillis, Attempt attempt) {
        Refused refusal = refused.value();
        byte[] key = attempt.key() ? refused.key() : null;
        byte[] value = refusal.value();
        Headers headers =
                attempt.headers() ? new RecordHeaders(refused.headers().toArray()) : new RecordHeaders();
        DeadLetter letter = DeadLetter.newBuilder()
                .setCode(code(refusal.code()))
                .setMessage(refusal.message() + attempt.omissions())
                .setSource(refusal.source())
                .setKey(key == null ? null : ByteBuffer.wrap(key))
                .setValueSize(value == null ? -1 : value.length)
                .setValueSha256(sha256(value))
                .setValue(attempt.value() && value != null ? ByteBuffer.wrap(value) : null)
                .setApplicationId(applicationId)
                .setFailedAt(nowMillis)
                .setWindow(window(refusal.window(), attempt.members()))
                .build();
        byte[] bytes = serializer.serialize(topic, headers, letter);
        return new Record<>(
                key, new OutgoingValue(bytes, refusal.source().getPartition()), refused.timestamp(), headers);
    }

    private static @Nullable Window window(@Nullable Window window, boolean members) {
        return window == null || members
                ? window
                : Window.newBuilder(window).setMembers(List.of()).build();
    }

    private static DeadLetterCode code(RefusalCode code) {
        return CODES.getOrDefault(code.name(), DeadLetterCode.UNKNOWN);
    }

    private static @Nullable String sha256(byte @Nullable [] value) {
        if (value == null) {
            return null;
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private record Attempt(boolean value, boolean members, boolean headers, boolean key) {
        String omissions() {
            if (headers && key) {
                return "";
            }
            return key
                    ? " (the headers are left out: with them this dead letter would be too large)"
                    : " (headers and key are left out: with them this dead letter would be too large)";
        }
    }
}
