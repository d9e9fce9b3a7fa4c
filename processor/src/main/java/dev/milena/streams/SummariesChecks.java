// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams;

import dev.milena.api.TextOverflow;
import dev.milena.streams.config.StageConfig;
import dev.milena.streams.internals.windows.WindowLimits;
import dev.milena.streams.internals.windows.WindowSpec;
import org.apache.kafka.streams.kstream.SessionWindows;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.jspecify.annotations.Nullable;

/** What {@link Summaries} refuse before a topology is built. Stateless. */
final class SummariesChecks {
    private SummariesChecks() {}

    static void check(String name, TimeWindows windows) {
        long windowsOfARecord = windows.sizeMs / windows.advanceMs;
        if (windowsOfARecord > Summaries.MOST_WINDOWS) {
            throw new IllegalArgumentException("Windows of " + windows.sizeMs + " ms that start every "
                    + windows.advanceMs + " ms put a record of '" + name + "' into " + windowsOfARecord
                    + " windows; it may be in " + Summaries.MOST_WINDOWS
                    + " at most. Let them start more seldom, or be shorter");
        }
    }

    static void check(String name, SessionWindows windows) {
        if (windows.inactivityGap() < 1) {
            throw new IllegalArgumentException("A session of '" + name
                    + "' ends after a gap of 0 ms, so that records of different times never share one; give a gap of 1 ms or"
                    + " more");
        }
    }

    static void check(WindowSpec<?, ?> spec, @Nullable TextOverflow overflow, StageConfig config) {
        String name = spec.name();
        WindowLimits limits = spec.limits();
        long most = Summaries.mostBytes(limits.maxTexts(), limits.maxBytes(), limits.isRolling());
        int longest = config.getInt(StageConfig.TEXT_MAX_BYTES_CONFIG);
        if (most > longest) {
            throw new IllegalStateException("A window of '" + name + "' may have a text of " + most + " bytes, and "
                    + StageConfig.TEXT_MAX_BYTES_CONFIG + " is " + longest
                    + ": it would be refused. Lower maxBytes(...) or maxTexts(...), or raise that setting");
        }
        if (limits.isRolling() && !spec.windowing().isDisjoint()) {
            throw new IllegalStateException(
                    "'" + name + "' is rolling over windows that overlap, so that its story would"
                            + " tell everything twice; use tumbling windows or sessions");
        }
        if (limits.isRolling() && overflow == TextOverflow.LATEST) {
            throw new IllegalStateException(
                    "'" + name + "' is rolling and lets its model read the latest sentences, so that"
                            + " the story, which comes first, would be dropped; use TextOverflow.SALIENCE");
        }
    }
}
