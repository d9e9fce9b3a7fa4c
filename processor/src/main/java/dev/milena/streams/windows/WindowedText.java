// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.windows;

import dev.milena.streams.record.SourceCoordinates;
import java.util.Optional;

/**
 * A text of a window, and the record that it comes from. Immutable.
 *
 * @param text the text, as the text function gave it
 * @param timestamp of its record, in milliseconds since the epoch
 * @param source the record of a topic that it comes from; empty where Kafka Streams does not know
 */
@SuppressWarnings("OptionalUsedAsFieldOrParameterType") // a record's component is also its accessor
public record WindowedText(String text, long timestamp, Optional<SourceCoordinates> source) {
    /** Never shows the text, so that it can be logged. */
    @Override
    public String toString() {
        return "WindowedText[" + text.length() + " UTF-16 units, "
                + source.map(SourceCoordinates::toString).orElse("without source") + "]";
    }
}
