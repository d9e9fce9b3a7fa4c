// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.record;

import dev.milena.api.Answer;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record with what became of its texts. Immutable but for its headers: what a merger adds to them travels with what it
 * returns.
 *
 * @param <K> type of its key
 * @param <V> type of its value
 * @param key its key; null where it has none
 * @param value its value, as it came to the stage; null only where the record has none
 * @param headers a copy of its headers, which the output takes
 * @param timestamp its timestamp in milliseconds since the epoch
 * @param source the record of a topic that it comes from; empty where Kafka Streams does not know
 * @param results one a text, in the order of the texts; empty where the record had none
 */
@SuppressWarnings("OptionalUsedAsFieldOrParameterType") // a record's component is also its accessor
public record AnsweredRecord<K, V>(
        @Nullable K key,
        @Nullable V value,
        Headers headers,
        long timestamp,
        Optional<SourceCoordinates> source,
        List<TextResult> results) {
    public AnsweredRecord {
        results = List.copyOf(results);
    }

    /** The answer to the text of that place, from 0; empty where it was refused or there is no such text. */
    public Optional<Answer> answer(int text) {
        return text < results.size() && results.get(text) instanceof TextResult.Answered answered
                ? Optional.of(answered.answer())
                : Optional.empty();
    }

    /** Every answer, in the order of the texts. */
    public List<Answer> answers() {
        return results.stream()
                .filter(TextResult.Answered.class::isInstance)
                .map(result -> ((TextResult.Answered) result).answer())
                .toList();
    }

    /** Never shows key, value or headers, so that a record can be logged. */
    @Override
    public String toString() {
        return "AnsweredRecord[" + source.map(SourceCoordinates::toString).orElse("without source") + ", "
                + results.size() + " texts]";
    }
}
