// SPDX-License-Identifier: Apache-2.0
package dev.milena.inspection;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What language tags mean, looked up once each: reading a tag takes longer than the checks that want to know. Tags come from
 * events, so only a number of them is kept. Any thread.
 */
final class KnownTags<T> {
    private static final int MOST_KEPT = 256;

    private final Map<String, T> known = new ConcurrentHashMap<>();
    private final Function<String, T> meaning;

    KnownTags(Function<String, T> meaning) {
        this.meaning = meaning;
    }

    T of(String tag) {
        T found = known.get(tag);
        if (found == null) {
            found = meaning.apply(tag);
            if (known.size() < MOST_KEPT) {
                known.put(tag, found);
            }
        }
        return found;
    }
}
