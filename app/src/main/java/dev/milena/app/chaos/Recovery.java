// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How a killed job came back, as its log and a reader of committed records tell: milliseconds since the kill, each step
 * after the one before. Immutable.
 *
 * @param warm its successor's models were warm: the supervisor's pause, the JVM, the bundles
 * @param assigned it had tasks again: the rest of its predecessor's session, and the rebalance
 * @param restored all first tasks were restored: fencing, the end of the old transaction, the changelog
 * @param answered the first answer of its partitions was committed: a batch, and the commit interval
 * @param events pending events that it restored
 */
record Recovery(long warm, long assigned, long restored, long answered, int events) {

    /** The recovery from a kill, or null when the log does not tell it to its end. */
    static @Nullable Recovery of(long killedAt, JobLog log, AnswerWatch answers) {
        OptionalLong warm = log.firstWarm(killedAt);
        if (warm.isEmpty()) {
            return null;
        }
        OptionalLong assigned = log.firstAssigned(warm.getAsLong());
        if (assigned.isEmpty()) {
            return null;
        }
        JobLog.Batch batch = log.firstRestored(assigned.getAsLong());
        if (batch.partitions().isEmpty()) {
            return null;
        }
        long answered = answers.firstAfter(batch.partitions(), batch.atMillis());
        return answered < 0
                ? null
                : new Recovery(
                        warm.getAsLong() - killedAt,
                        assigned.getAsLong() - killedAt,
                        batch.atMillis() - killedAt,
                        answered - killedAt,
                        batch.events());
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%.1f s to the first answer, %d pending events: warm after %.1f s, then %.1f s to its tasks, %.1f s to"
                        + " restore them, %.1f s to the answer",
                answered / 1e3,
                events,
                warm / 1e3,
                (assigned - warm) / 1e3,
                (restored - assigned) / 1e3,
                (answered - restored) / 1e3);
    }
}
