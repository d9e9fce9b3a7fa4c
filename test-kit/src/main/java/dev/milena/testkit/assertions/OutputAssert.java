// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit.assertions;

import dev.milena.testkit.OutputTopic;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.test.TestRecord;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ListAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions for a topic that a topology writes to. One thread.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
public final class OutputAssert<K, V> extends AbstractAssert<OutputAssert<K, V>, OutputTopic<K, V>> {
    OutputAssert(@Nullable OutputTopic<K, V> actual) {
        super(actual, OutputAssert.class);
    }

    /** It has so many records. */
    public OutputAssert<K, V> hasSize(int records) {
        list(topic().records()).hasSize(records);
        return this;
    }

    /** It has no record. */
    public OutputAssert<K, V> isEmpty() {
        return hasSize(0);
    }

    /** Goes on with its values, in order. */
    public ListAssert<V> values() {
        return list(topic().values());
    }

    /** Goes on with the values of a key, in order. */
    public ListAssert<V> valuesOf(@Nullable K key) {
        return list(topic().valuesOf(key));
    }

    /** Goes on with its keys, in order. */
    public ListAssert<K> keys() {
        return list(topic().keys());
    }

    /** Goes on with its records, in order. */
    public ListAssert<TestRecord<K, V>> records() {
        return list(topic().records());
    }

    /**
     * The records of each key are in the order of some property of theirs, such as a number that counts what went in, and
     * no two have the same one.
     */
    public <C extends Comparable<? super C>> OutputAssert<K, V> keepsOrderPerKeyBy(Function<? super V, C> property) {
        Map<K, C> latest = new HashMap<>();
        for (TestRecord<K, V> each : nonEmpty()) {
            C next = property.apply(each.value());
            C before = latest.put(each.key(), next);
            if (before != null && before.compareTo(next) >= 0) {
                throw failure(
                        "Expecting %s to keep the order of key %s, but %s comes before %s",
                        actual, each.key(), before, next);
            }
        }
        return this;
    }

    /** No two records have the same value of some property, such as an id: nothing was answered twice. */
    public OutputAssert<K, V> hasEachOnceBy(Function<? super V, ?> property) {
        Set<Object> seen = new HashSet<>();
        for (TestRecord<K, V> each : nonEmpty()) {
            Object next = property.apply(each.value());
            if (!seen.add(next)) {
                throw failure("Expecting %s to have each record once, but %s comes twice", actual, next);
            }
        }
        return this;
    }

    /** Every record has that header as its last of that name, in UTF-8. */
    public OutputAssert<K, V> hasHeader(String name, String value) {
        for (TestRecord<K, V> each : nonEmpty()) {
            Header header = each.headers().lastHeader(name);
            String found = header == null || header.value() == null
                    ? null
                    : new String(header.value(), StandardCharsets.UTF_8);
            if (!value.equals(found)) {
                throw failure(
                        "Expecting every record of %s to have the header %s=%s, but that of key %s has %s",
                        actual, name, value, each.key(), found);
            }
        }
        return this;
    }

    private List<TestRecord<K, V>> nonEmpty() {
        List<TestRecord<K, V>> records = topic().records();
        list(records).isNotEmpty();
        return records;
    }

    private <T> ListAssert<T> list(List<T> what) {
        return Assertions.assertThat(what).as(info.description()).describedAs("%s", actual);
    }

    private OutputTopic<K, V> topic() {
        isNotNull();
        return actual;
    }
}
