// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import dev.milena.streams.record.AnswerMerger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who reads a stage: the nodes behind it and what each is sent. Filled while the topology is built, read when tasks start.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
public final class Outputs<K, V> {
    private final List<Output<K, V>> outputs = new ArrayList<>();
    private @Nullable String refusals;

    /**
     * One reader of answers.
     *
     * @param node name of the node behind the stage
     * @param merger makes what it is sent
     */
    record Output<K, V>(String node, AnswerMerger<K, V, ?> merger) {}

    /** Adds a reader of answers. */
    public synchronized void add(String node, AnswerMerger<K, V, ?> merger) {
        outputs.add(new Output<>(node, merger));
    }

    /** Sets the reader of refusals. */
    public synchronized void refusals(String node) {
        refusals = node;
    }

    /** How many readers of answers there are. */
    public synchronized int size() {
        return outputs.size();
    }

    synchronized List<Output<K, V>> all() {
        return List.copyOf(outputs);
    }

    synchronized @Nullable String refusals() {
        return refusals;
    }
}
