// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import java.time.Duration;

/**
 * What a topic asks of a record, by its own settings. Immutable.
 *
 * @param maxMessageBytes largest record, {@code max.message.bytes}
 * @param mostAhead how far its timestamp may lie in the future, {@code message.timestamp.after.max.ms}
 * @param mostBehind how far it may lie in the past, {@code message.timestamp.before.max.ms}
 */
public record RecordLimits(int maxMessageBytes, Duration mostAhead, Duration mostBehind) {
    /** Longer than any topic lives, and short enough to be added to a time. */
    public static final Duration UNLIMITED = Duration.ofDays(365_000);

    /** What a broker asks by default: 1 MiB, an hour ahead, any time behind. */
    public static final RecordLimits DEFAULT = new RecordLimits(1_048_588, Duration.ofHours(1), UNLIMITED);
}
