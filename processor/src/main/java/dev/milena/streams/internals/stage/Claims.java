// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import dev.milena.api.Priority;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.batch.Claim;
import dev.milena.streams.internals.outage.Blame;
import dev.milena.streams.internals.release.KeyLine;
import dev.milena.streams.record.SourceRecord;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * On whose behalf the texts of a record are asked, by what a user said. Where a user said nothing, or of a record nothing,
 * its flow is its key's, or its own where it has no key, and its priority is normal. Immutable; the functions run on stream
 * threads.
 *
 * @param <K> type of keys
 * @param <V> type of values
 * @param flow names the flow of a record
 * @param priority says its priority
 */
public record Claims<K, V>(
        Function<? super SourceRecord<K, V>, @Nullable String> flow,
        Function<? super SourceRecord<K, V>, @Nullable Priority> priority) {

    /** Where a user said nothing. */
    public static <K, V> Claims<K, V> byKey() {
        return new Claims<>(record -> null, record -> null);
    }

    /** The same with another way to name flows. */
    public Claims<K, V> withFlow(Function<? super SourceRecord<K, V>, @Nullable String> other) {
        return new Claims<>(other, priority);
    }

    /** The same with other priorities. */
    public Claims<K, V> withPriority(Function<? super SourceRecord<K, V>, @Nullable Priority> other) {
        return new Claims<>(flow, other);
    }

    /**
     * The claim of a record.
     *
     * @param stage name of the stage, for messages
     * @param key its key as the stage's serde writes it, or null
     * @throws TextRefusedException when a function throws; the record is refused as if its text function did
     */
    Claim of(String stage, SourceRecord<K, V> record, byte @Nullable [] key) throws TextRefusedException {
        String named = asked("The flow function of '" + stage + "'", flow, record);
        Priority said = asked("The priority function of '" + stage + "'", priority, record);
        KeyLine line = KeyLine.of(key);
        Object ofKey = key == null ? new Object() : line;
        return new Claim(named == null ? ofKey : named, line, said == null ? Priority.NORMAL : said);
    }

    private static <R, T> @Nullable T asked(String what, Function<? super R, @Nullable T> function, R record)
            throws TextRefusedException {
        try {
            return Blame.<@Nullable T>on(what, () -> function.apply(record));
        } catch (Blame.RecordFailure e) {
            throw new TextRefusedException(
                    RefusalCode.EXTRACTION_FAILED,
                    what + " failed: " + e.described() + "; let it return null for a record that it has no word for");
        }
    }
}
