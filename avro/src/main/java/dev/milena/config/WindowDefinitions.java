// SPDX-License-Identifier: Apache-2.0
package dev.milena.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.between;

import dev.milena.streams.Summaries;
import dev.milena.streams.config.Definitions;
import org.apache.kafka.common.config.ConfigDef;

/** The settings of summaries over windows. */
final class WindowDefinitions extends Definitions {
    /** A year. */
    private static final long LONGEST_MS = 31_622_400_000L;

    WindowDefinitions(ConfigDef definition) {
        super(definition);
    }

    void addAll() {
        begin("Windows");
        add(
                MilenaConfig.WINDOW_KIND_CONFIG,
                ConfigDef.Type.STRING,
                WindowSettings.Kind.NONE.toString(),
                Rules.oneOf(WindowSettings.Kind.names()),
                HIGH,
                "Whether the events of a key are summarized together, and over which windows of their timestamps. `none`: each event"
                        + " is answered by itself. `tumbling`: one window after another. `hopping`: windows that overlap."
                        + " `session`: a window lasts as long as events come with no longer gap between them. A window is"
                        + " summarized once when it closes, by the first bundle that does so; what its events ask for"
                        + " beside their texts does not count.");
        times();
        updates();
        limits();
    }

    private void times() {
        millis(
                MilenaConfig.WINDOW_SIZE_MS_CONFIG,
                0,
                HIGH,
                "How long a tumbling or hopping window is, in milliseconds.");
        millis(
                MilenaConfig.WINDOW_ADVANCE_MS_CONFIG,
                0,
                MEDIUM,
                "Time from the start of a hopping window to that of the next, in milliseconds.");
        millis(
                MilenaConfig.WINDOW_GAP_MS_CONFIG,
                0,
                HIGH,
                "Longest time between two events of a session, in milliseconds.");
        millis(
                MilenaConfig.WINDOW_GRACE_MS_CONFIG,
                10_000,
                MEDIUM,
                "How long after its end a window still takes events, in milliseconds of their timestamps. Its summary comes as"
                        + " much later.");
        millis(
                MilenaConfig.WINDOW_IDLE_MS_CONFIG,
                60_000,
                MEDIUM,
                "Where no event of a partition has come for so many milliseconds, time goes on as the wall clock does, and"
                        + " windows close. 0: they wait for the next event.");
        add(
                MilenaConfig.WINDOW_AHEAD_MS_CONFIG,
                ConfigDef.Type.LONG,
                Summaries.DEFAULT_AHEAD.toMillis(),
                between(1, LONGEST_MS),
                LOW,
                "How far ahead of the clock the timestamp of an event may be, in milliseconds. One that is further ahead would"
                        + " close the windows of all keys, and is refused with the code `WRONG_TIMESTAMP`; so is one that"
                        + " an output topic would not take.");
    }

    private void updates() {
        add(
                MilenaConfig.WINDOW_UPDATE_EVENTS_CONFIG,
                ConfigDef.Type.INT,
                0,
                between(0, Integer.MAX_VALUE),
                MEDIUM,
                "An early update of a window whenever it has so many events more; 0: none for their number. With"
                        + " `milena.window.update.ms`, whichever comes first.");
        millis(
                MilenaConfig.WINDOW_UPDATE_MS_CONFIG,
                0,
                MEDIUM,
                "An early update of a window that has new events, no sooner than so many milliseconds of the wall clock after"
                        + " the one before; 0: none for time.");
        millis(
                MilenaConfig.WINDOW_STORY_MS_CONFIG,
                0,
                LOW,
                "Where it is set, every summary begins with the one before of its key: the story so far. It is forgotten when the"
                        + " key has had no window for so many milliseconds. 0: each window stands for itself.");
    }

    private void limits() {
        add(
                MilenaConfig.WINDOW_MAX_TEXTS_CONFIG,
                ConfigDef.Type.INT,
                Summaries.DEFAULT_MAX_TEXTS,
                between(1, 100_000),
                LOW,
                "Most texts of a window that are kept; the oldest ones are dropped, and counted.");
        add(
                MilenaConfig.WINDOW_MAX_BYTES_CONFIG,
                ConfigDef.Type.INT,
                Summaries.DEFAULT_MAX_BYTES,
                between(1, Integer.MAX_VALUE),
                LOW,
                "Most bytes of texts of a window that are kept, in UTF-8; the oldest texts are dropped, and counted. A text with"
                        + " more is refused with the code `TEXT_TOO_LONG`. What the bundle reads of them is up to"
                        + " `milena.text.overflow`.");
        add(
                MilenaConfig.WINDOW_LATE_TOPIC_CONFIG,
                ConfigDef.Type.STRING,
                "",
                Rules.topicOrNone(),
                MEDIUM,
                "Topic of the events whose windows are closed, as they came; empty: they are dead letters with the code"
                        + " `LATE`. One that would not fit there is a dead letter as well.");
    }

    private void millis(String name, long value, ConfigDef.Importance importance, String documentation) {
        add(name, ConfigDef.Type.LONG, value, between(0, LONGEST_MS), importance, documentation);
    }
}
