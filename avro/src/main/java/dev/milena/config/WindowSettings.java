// SPDX-License-Identifier: Apache-2.0
package dev.milena.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * Over which windows the built-in topics are summarized. Immutable.
 *
 * @param kind which windows; {@link Kind#NONE} where each event is answered by itself
 * @param size how long a tumbling or hopping window is
 * @param advance from one hopping window to the next
 * @param gap longest time between two events of a session
 * @param grace how long after its end a window takes events
 * @param idle after so long without an event the wall clock goes on in the stream's place; zero: it never does
 * @param ahead how far ahead of the clock a timestamp may be
 * @param updateEvents an early update after so many events; 0: none for their number
 * @param updateEvery an early update after so long; zero: none for time
 * @param story how long the story so far is kept; zero: each window stands for itself
 * @param maxTexts most texts of a window
 * @param maxBytes most bytes of the texts of a window
 * @param lateTopic where late events go as they came; empty where they are dead letters
 */
public record WindowSettings(
        Kind kind,
        Duration size,
        Duration advance,
        Duration gap,
        Duration grace,
        Duration idle,
        Duration ahead,
        int updateEvents,
        Duration updateEvery,
        Duration story,
        int maxTexts,
        int maxBytes,
        String lateTopic) {

    /** Name of the stage that summarizes windows, and with {@code -windows} and {@code -pending} of its stores. */
    public static final String STAGE = "milena-summaries";

    /** Which windows. */
    public enum Kind {
        NONE,
        TUMBLING,
        HOPPING,
        SESSION;

        static String[] names() {
            return Arrays.stream(values()).map(Kind::toString).toArray(String[]::new);
        }

        /** As the setting spells it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static WindowSettings of(MilenaConfig config) {
        return new WindowSettings(
                Kind.valueOf(config.getString(MilenaConfig.WINDOW_KIND_CONFIG).toUpperCase(Locale.ROOT)),
                millis(config, MilenaConfig.WINDOW_SIZE_MS_CONFIG),
                millis(config, MilenaConfig.WINDOW_ADVANCE_MS_CONFIG),
                millis(config, MilenaConfig.WINDOW_GAP_MS_CONFIG),
                millis(config, MilenaConfig.WINDOW_GRACE_MS_CONFIG),
                millis(config, MilenaConfig.WINDOW_IDLE_MS_CONFIG),
                millis(config, MilenaConfig.WINDOW_AHEAD_MS_CONFIG),
                config.getInt(MilenaConfig.WINDOW_UPDATE_EVENTS_CONFIG),
                millis(config, MilenaConfig.WINDOW_UPDATE_MS_CONFIG),
                millis(config, MilenaConfig.WINDOW_STORY_MS_CONFIG),
                config.getInt(MilenaConfig.WINDOW_MAX_TEXTS_CONFIG),
                config.getInt(MilenaConfig.WINDOW_MAX_BYTES_CONFIG),
                config.getString(MilenaConfig.WINDOW_LATE_TOPIC_CONFIG));
    }

    private static Duration millis(MilenaConfig config, String setting) {
        return Duration.ofMillis(config.getLong(setting));
    }

    /** Whether windows are summarized at all. */
    public boolean areOn() {
        return kind != Kind.NONE;
    }

    /** Whether late events have a topic of their own. */
    public boolean hasLateTopic() {
        return !lateTopic.isEmpty();
    }
}
