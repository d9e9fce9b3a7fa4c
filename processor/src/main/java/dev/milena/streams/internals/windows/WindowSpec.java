// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.windows;

import dev.milena.streams.internals.models.ModelPool;
import dev.milena.streams.windows.WindowTextExtractor;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;

/**
 * What a user said of summaries over windows. Immutable, any thread.
 *
 * @param <K> type of keys
 * @param <V> type of values
 * @param name name of the summaries
 * @param store name of the store of windows
 * @param windowing which windows a record belongs to
 * @param text takes the text out of a record
 * @param keySerde writes keys
 * @param models who answers
 * @param settings the {@code milena.*} settings that {@code Models} were built with
 * @param limits how much a window keeps and when it is told
 * @param collectedNode name of the node that gets windows
 * @param rejectedNode name of the node that gets records whose text is in no window
 */
public record WindowSpec<K, V>(
        String name,
        String store,
        Windowing windowing,
        WindowTextExtractor<K, V> text,
        Serde<K> keySerde,
        ModelPool models,
        Map<String, Object> settings,
        WindowLimits limits,
        String collectedNode,
        String rejectedNode) {
    /** The topic that keys are written for. */
    String changelog(String applicationId) {
        return applicationId + "-" + store + "-changelog";
    }
}
