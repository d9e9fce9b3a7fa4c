// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.windows;

import dev.milena.streams.record.SourceCoordinates;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A text of a window in the store. Immutable.
 *
 * @param timestamp of its record
 * @param sequence its place among all of the task
 * @param text the text
 * @param source where its record comes from, or null
 */
record StoredText(
        long timestamp,
        long sequence,
        String text,
        @Nullable SourceCoordinates source) {

    /** Bytes of the text in UTF-8. */
    int bytes() {
        return bytes(text);
    }

    static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
