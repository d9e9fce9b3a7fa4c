// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.pending;

import dev.milena.streams.record.SourceCoordinates;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Tells the records of one task apart. Right behind a source a record is named by its coordinates, and by an ordinal where
 * one source record becomes several. Behind another stage it is named after the record that the stage releases. Where
 * nothing else is known, as behind another processor's punctuator, it is named by its content. Stream thread.
 */
public final class Identities {
    private static final int CONTENT_BYTES = 16;

    private @Nullable SourceCoordinates last;
    private int ordinal;

    /**
     * A record and where it comes from.
     *
     * @param identity its identity
     * @param source the record of a topic that it comes from, or null
     */
    public record Named(RecordIdentity identity, @Nullable SourceCoordinates source) {}

    /** Names a record that comes now. Call it once a record, in the order in which they come. */
    public Named name(
            Optional<RecordMetadata> metadata, byte @Nullable [] key, byte @Nullable [] value, long timestamp) {
        Origin origin = Origin.current();
        if (origin != null) {
            return new Named(origin.next(), origin.source());
        }
        SourceCoordinates source = metadata.map(Identities::coordinates).orElse(null);
        if (source == null) {
            return new Named(new RecordIdentity("content-" + digest(key, value, timestamp), false), null);
        }
        ordinal = source.equals(last) ? ordinal + 1 : 0;
        last = source;
        String name = ordinal == 0 ? source.toString() : source + "+" + ordinal;
        return new Named(new RecordIdentity(name, true), source);
    }

    /** Inside a punctuator Streams gives a dummy: no topic, offset -1. */
    @SuppressWarnings("NullAway") // map() takes null for an empty result
    static @Nullable SourceCoordinates coordinates(RecordMetadata metadata) {
        return metadata.topic() == null || metadata.offset() < 0
                ? null
                : new SourceCoordinates(metadata.topic(), metadata.partition(), metadata.offset());
    }

    private static String digest(byte @Nullable [] key, byte @Nullable [] value, long timestamp) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                    .putLong(timestamp)
                    .putInt(key == null ? -1 : key.length)
                    .flip());
            if (key != null) {
                sha.update(key);
            }
            if (value != null) {
                sha.update(value);
            }
            return HexFormat.of().formatHex(sha.digest(), 0, CONTENT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
