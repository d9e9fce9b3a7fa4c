// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import dev.milena.api.TextOverflow;
import dev.milena.glossary.Glossary;
import dev.milena.language.LanguageDetector;
import dev.milena.streams.internals.models.ModelPool;
import dev.milena.streams.record.PartialAnswers;
import dev.milena.streams.record.TextExtractor;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * What a user said of a stage. Immutable, any thread.
 *
 * @param <K> type of keys
 * @param <V> type of values
 * @param name name of the stage, its node and, unless another is given, its store
 * @param store name of the pending store
 * @param models who answers
 * @param extractor takes the texts out of a record
 * @param claims on whose behalf the texts of a record are asked
 * @param partialAnswers what becomes of a record one of whose texts is refused
 * @param keySerde writes keys into the pending store
 * @param valueSerde writes values into the pending store
 * @param settings the {@code milena.*} settings that {@code Models} were built with, for where the application that runs
 *     does not have them
 * @param changelogMaxBytes largest record that the store's changelog takes, or null where that is what the stage creates
 * @param glossary how terms are translated, asked for once a text
 * @param detector finds the language of a text whose request names none; null: nothing does
 * @param overflow what becomes of a text that is too long for its model; null: as the settings say
 * @param outputs who reads what
 */
public record StageSpec<K, V>(
        String name,
        String store,
        ModelPool models,
        TextExtractor<K, V> extractor,
        Claims<K, V> claims,
        PartialAnswers partialAnswers,
        Serde<K> keySerde,
        Serde<V> valueSerde,
        Map<String, Object> settings,
        @Nullable Long changelogMaxBytes,
        Supplier<Glossary> glossary,
        @Nullable LanguageDetector detector,
        @Nullable TextOverflow overflow,
        Outputs<K, V> outputs) {}
