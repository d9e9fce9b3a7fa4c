// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.schemas.TextEvent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shorthands for events and their keys. */
final class Events {

    private Events() {}

    static TextEvent text(String text) {
        return event(text, null, null, null);
    }

    static TextEvent event(String text, @Nullable String source, @Nullable String target, @Nullable String bundle) {
        return TextEvent.newBuilder()
                .setText(text)
                .setSourceLanguage(source)
                .setTargetLanguage(target)
                .setBundle(bundle)
                .setAttributes(Map.of("id", "7"))
                .build();
    }

    static byte @Nullable [] key(@Nullable String key) {
        return key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    }
}
