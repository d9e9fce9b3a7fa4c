// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.windows;

import dev.milena.streams.windows.TextWindow;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Writes windows into the store of what is pending. Any thread. */
public final class TextWindowSerde implements Serde<TextWindow> {
    @Override
    public Serializer<TextWindow> serializer() {
        return (topic, window) -> encoded(window);
    }

    @Override
    public Deserializer<TextWindow> deserializer() {
        return (topic, bytes) -> decoded(bytes);
    }

    @SuppressWarnings("NullAway") // Kafka's serializers write null as null; the interface is not annotated
    private static byte[] encoded(@Nullable TextWindow window) {
        return window == null ? null : WindowCodec.encode(window);
    }

    @SuppressWarnings("NullAway") // as above
    private static TextWindow decoded(byte @Nullable [] bytes) {
        return bytes == null ? null : WindowCodec.textWindow(bytes);
    }
}
