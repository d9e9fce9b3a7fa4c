// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.tracing;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A call of a model as a {@link RecordTracer} sees it. Immutable.
 *
 * @param model its name
 * @param texts an id for each text: that of its record, followed by {@code :1}, {@code :2} for the second and third text of
 *     one record, by {@code ^1}, {@code ^2} for what is asked after the parts of a text, and after theirs, by {@code #1},
 *     {@code #2} for the second and third segment of one text, and by {@code ~2} where it is asked a second time
 * @param nanos how long the call took
 * @param failed whether it threw
 */
public record TracedBatch(String model, List<String> texts, long nanos, boolean failed) {
    private static final Pattern FURTHER = Pattern.compile("(:\\d+)?(\\^\\d+)?(#\\d+)?(~2)?$");

    /** Makes it unchangeable. */
    public TracedBatch {
        texts = List.copyOf(texts);
    }

    /** Ids of the records that these texts are of, each once. */
    public List<String> records() {
        return texts.stream()
                .map(text -> FURTHER.matcher(text).replaceFirst(""))
                .distinct()
                .toList();
    }
}
